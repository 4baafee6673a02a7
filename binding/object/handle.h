// The base of every JavaScript object that owns a handle of the library.
//
// Close() drops this object's share of the native owner; a running job holds a share of its own, so
// closing never waits and never frees under a job. Each method first checks the receiver's type
// tag.
#pragma once

#include <napi.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "addon.h"
#include "object/error.h"
#include "value/arguments.h"

namespace mxn {

// What a newly constructed object takes over.
template <typename Owner>
struct Construction {
  std::shared_ptr<Owner> owner;
  int64_t bytes;
};

// Random per load: two copies of the addon in one process do not accept each other's objects.
napi_type_tag TagOf(ClassId id);

// Runs a native method; C++ exceptions become JavaScript ones.
template <typename Body>
napi_value Guarded(napi_env env, Body&& body) {
  try {
    return body();
  } catch (const Napi::Error& error) {
    error.ThrowAsJavaScriptException();
  } catch (const std::exception& error) {
    Napi::Error::New(env, error.what()).ThrowAsJavaScriptException();
  }
  return nullptr;
}

// Self provides `static constexpr ClassId kId` and `static constexpr const char* kName`.
template <typename Self, typename Owner>
class Handle : public Napi::ObjectWrap<Self>, public Closable {
 public:
  using Share = std::shared_ptr<Owner>;

  explicit Handle(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<Self>(info), addon_(Addon::Of(info.Env())) {
    auto* construction =
        static_cast<Construction<Owner>*>(std::exchange(addon_.construction, nullptr));
    if (construction == nullptr) {
      throw Napi::TypeError::New(
          info.Env(), std::string(Self::kName) + " cannot be constructed; use its factory methods");
    }
    const napi_type_tag tag = TagOf(Self::kId);
    if (napi_type_tag_object(info.Env(), info.This(), &tag) != napi_ok) {
      throw Napi::Error::New(info.Env(), "cannot tag the object");
    }
    Report(construction->bytes);
    // From here on nothing throws: the list of open objects must not keep one that was not made.
    bytes_ = construction->bytes;
    owner_ = std::move(construction->owner);
    addon_.open.Add(*this);
  }

  ~Handle() { CloseHandle(); }

  // Makes the JavaScript object. `bytes` is the memory that lives and dies with it.
  static Napi::Object Wrap(Napi::Env env, Share owner, int64_t bytes = 0) {
    Addon& addon = Addon::Of(env);
    Construction<Owner> construction{std::move(owner), bytes};
    addon.construction = &construction;
    try {
      return addon.constructors[static_cast<size_t>(Self::kId)].New({});
    } catch (...) {
      // A terminating worker may refuse before our constructor has run.
      addon.construction = nullptr;
      throw;
    }
  }

  static Napi::Value WrapOrNull(Napi::Env env, Share owner) {
    return owner ? Napi::Value(Wrap(env, std::move(owner))) : env.Null();
  }

  static Napi::Array WrapAll(Napi::Env env, const std::vector<Share>& owners) {
    Napi::Array array = Napi::Array::New(env, owners.size());
    for (size_t i = 0; i < owners.size(); ++i) array.Set(i, WrapOrNull(env, owners[i]));
    return array;
  }

  static Self& From(const Napi::Value& value) {
    const napi_type_tag tag = TagOf(Self::kId);
    bool matches = false;
    void* self = nullptr;
    if (value.IsObject()) napi_check_object_type_tag(value.Env(), value, &tag, &matches);
    // A terminating worker unwraps to null.
    if (matches) napi_unwrap(value.Env(), value, &self);
    if (self == nullptr) {
      throw Napi::TypeError::New(value.Env(),
                                 std::string("expected an instance of ") + Self::kName);
    }
    return *static_cast<Self*>(self);
  }

  static Share ShareOf(const Napi::Value& value) { return From(value).GetShare(); }

  static std::vector<Share> SharesOf(const Napi::Value& list, const char* name) {
    const Napi::Array array = ArrayOf(list, name);
    const uint32_t size = array.Length();
    std::vector<Share> shares;
    shares.reserve(size);
    for (uint32_t i = 0; i < size; ++i) shares.push_back(ShareOf(array.Get(i)));
    return shares;
  }

  // A list whose null entries give null shares.
  static std::vector<Share> SharesOrNullsOf(const Napi::Value& list, const char* name) {
    const Napi::Array array = ArrayOf(list, name);
    const uint32_t size = array.Length();
    std::vector<Share> shares;
    shares.reserve(size);
    for (uint32_t i = 0; i < size; ++i) {
      const Napi::Value item = array.Get(i);
      shares.push_back(item.IsNull() ? nullptr : ShareOf(item));
    }
    return shares;
  }

  // Gives a closed object another owner; false for one that is open.
  bool Reopen(const Share& owner) {
    if (!IsClosed()) return false;
    owner_ = owner;
    bytes_ = 0;
    addon_.open.Add(*this);
    return true;
  }

  Share GetShare() const {
    if (!owner_) throw DisposedError(this->Env(), Self::kName);
    return owner_;
  }

  void* handle() const { return GetShare()->get(); }

  bool IsClosed() const { return !owner_; }

  void Close() override { CloseHandle(); }

  // close(): void
  Napi::Value CloseMethod(const Napi::CallbackInfo& info) {
    Close();
    return info.Env().Undefined();
  }

  // closed(): boolean
  Napi::Value ClosedMethod(const Napi::CallbackInfo& info) {
    return Napi::Boolean::New(info.Env(), IsClosed());
  }

  template <auto Member>
  static Napi::ClassPropertyDescriptor<Self> Method(const char* name) {
    napi_property_descriptor descriptor = {};
    descriptor.utf8name = name;
    descriptor.method = &CallMember<Member>;
    descriptor.attributes = napi_default_method;
    return descriptor;
  }

  template <auto Function>
  static Napi::ClassPropertyDescriptor<Self> Static(const char* name) {
    napi_property_descriptor descriptor = {};
    descriptor.utf8name = name;
    descriptor.method = &CallStatic<Function>;
    descriptor.attributes =
        static_cast<napi_property_attributes>(napi_default_method | napi_static);
    return descriptor;
  }

  // Defines the class, with close() and closed(), and exports it.
  static void Define(Napi::Env env, Napi::Object exports,
                     std::vector<Napi::ClassPropertyDescriptor<Self>> properties) {
    properties.push_back(Method<&Self::CloseMethod>("close"));
    properties.push_back(Method<&Self::ClosedMethod>("closed"));
    const Napi::Function constructor = Self::DefineClass(env, Self::kName, properties);
    Addon::Of(env).constructors[static_cast<size_t>(Self::kId)] = Napi::Persistent(constructor);
    exports.Set(Self::kName, constructor);
  }

 protected:
  Addon& addon() const { return addon_; }

  // Takes the share out of the object, for a class whose last share must not be dropped here.
  Share Release() {
    if (!owner_) return nullptr;
    addon_.open.Remove(*this);
    Report(-bytes_);
    return std::move(owner_);
  }

 private:
  void CloseHandle() { Release().reset(); }

  // Tells the garbage collector about memory that it cannot see.
  void Report(int64_t bytes) {
    if (bytes != 0) Napi::MemoryManagement::AdjustExternalMemory(this->Env(), bytes);
  }

  template <auto Member>
  static napi_value CallMember(napi_env env, napi_callback_info raw) {
    return Guarded(env, [&]() -> napi_value {
      const Napi::CallbackInfo info(env, raw);
      Self& self = From(info.This());
      return (self.*Member)(info);
    });
  }

  template <auto Function>
  static napi_value CallStatic(napi_env env, napi_callback_info raw) {
    return Guarded(env, [&]() -> napi_value {
      const Napi::CallbackInfo info(env, raw);
      return Function(info);
    });
  }

  Addon& addon_;
  Share owner_;
  int64_t bytes_ = 0;
};

}  // namespace mxn
