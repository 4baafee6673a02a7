// The operators that the loaded library has. An operator's number is its place in the list of
// names.
#pragma once

#include <napi.h>

#include "library/status.h"

namespace mxn {

// The library's own, eternal object for an operator; asked for once and remembered.
Status FindOperator(uint32_t number, COperator& out);

void InitOperators(Napi::Env env, Napi::Object exports);

}  // namespace mxn
