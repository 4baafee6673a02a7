// The imperative call of an operator.
#pragma once

#include <napi.h>

namespace mxn {

// MXImperativeInvokeEx
// invoke(operator: number, inputs: NDArray[], outputs: NDArray[] | null, keys: string[], values:
// string[]): NDArray[]
Napi::Value Invoke(const Napi::CallbackInfo& info);

// MXImperativeInvokeEx MXNDArrayWaitToRead
// invokeAndWait(operator: number, inputs: NDArray[], keys: string[], values: string[]):
// Promise<NDArray[]> [async]
Napi::Value InvokeAndWait(const Napi::CallbackInfo& info);

}  // namespace mxn
