// The JavaScript function that combines what is pushed with what is stored: called for each key
// inside a push.
#pragma once

#include <array>
#include <vector>

#include "ndarray/ndarray.h"
#include "object/callback.h"

namespace mxn {

class Updater {
 public:
  explicit Updater(const Napi::Function& function) : callback_(function) {}

  // Calls the function. Both handles are new and ours to free.
  template <typename MakeKey>
  void Call(CNDArray received, CNDArray stored, MakeKey make_key) {
    // What the push before has handed over has been closed.
    if (!pool_.empty() && pool_.front().array->IsClosed()) next_ = 0;
    auto received_owner = std::make_shared<NativeNDArray>(received);
    auto stored_owner = std::make_shared<NativeNDArray>(stored);
    callback_.Call([&](Napi::Env env) {
      return std::array<napi_value, 3>{make_key(env), Wrap(env, received_owner),
                                       Wrap(env, stored_owner)};
    });
  }

  void Rethrow() { callback_.Rethrow(); }

 private:
  struct Wrapped {
    Napi::ObjectReference object;
    NDArray* array;
  };

  // A push of a hundred keys hands over two hundred arrays, and the next one as many. Making and
  // collecting their objects costs more than the update itself, so closed ones get the new arrays.
  Napi::Object Wrap(Napi::Env env, const NDArrayShare& array);

  // Objects in the pool live as long as the store, also those that nobody closes.
  static constexpr size_t kMostPooled = 4096;

  Callback callback_;
  std::vector<Wrapped> pool_;
  size_t next_ = 0;
};

}  // namespace mxn
