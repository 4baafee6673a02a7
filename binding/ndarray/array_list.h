// Arrays that are given to the library again and again: read from JavaScript once.
#pragma once

#include "ndarray/ndarray.h"

namespace mxn {

struct ListedArrays {
  std::vector<NDArray*> arrays;
  // Keeps the objects of the arrays alive. A list of our own: the caller's may change.
  Napi::Reference<Napi::Array> objects;
};

class ArrayList : public Handle<ArrayList, ListedArrays> {
 public:
  static constexpr ClassId kId = ClassId::kArrayList;
  static constexpr const char* kName = "ArrayList";

  using Handle::Handle;

  static void Init(Napi::Env env, Napi::Object exports);

  // Throws when one of the arrays has been closed meanwhile.
  std::vector<NDArrayShare> Shares() const;

 private:
  static Napi::Value Of(const Napi::CallbackInfo& info);
  Napi::Value Length(const Napi::CallbackInfo& info);
};

// An argument that is either a JavaScript array of NDArrays or an ArrayList.
std::vector<NDArrayShare> ArraysOf(const Napi::Value& value, const char* name);

}  // namespace mxn
