// The imperative call of an operator.
#pragma once

#include <napi.h>

namespace mxn {

// MXImperativeInvokeEx
// invoke(operator: number, inputs: NDArray[], outputs: NDArray[] | null, keys: string[], values:
// string[]): NDArray[]
Napi::Value Invoke(const Napi::CallbackInfo& info);

}  // namespace mxn
