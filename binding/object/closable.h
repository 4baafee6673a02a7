// What an environment closes when it ends: every open object, kept in one list.
#pragma once

namespace mxn {

class OpenObjects;

class Closable {
 public:
  virtual void Close() = 0;

 protected:
  Closable() = default;
  ~Closable() = default;
  Closable(const Closable&) = delete;
  Closable& operator=(const Closable&) = delete;

 private:
  friend class OpenObjects;
  Closable* previous_ = nullptr;
  Closable* next_ = nullptr;
};

// The open objects of one environment, as an intrusive list: thousands come and go each second.
class OpenObjects {
 public:
  void Add(Closable& object) {
    object.next_ = first_;
    if (first_) first_->previous_ = &object;
    first_ = &object;
  }

  void Remove(Closable& object) {
    if (object.previous_) object.previous_->next_ = object.next_;
    if (object.next_) object.next_->previous_ = object.previous_;
    if (first_ == &object) first_ = object.next_;
    object.previous_ = object.next_ = nullptr;
  }

  // Each object removes itself when it is closed.
  void CloseAll() {
    while (first_) first_->Close();
  }

 private:
  Closable* first_ = nullptr;
};

}  // namespace mxn
