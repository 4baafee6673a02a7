// Lists of texts on their way to and from the C API.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace mxn {

// Copies a list that the library keeps only until the next call on this thread.
inline std::vector<std::string> CopyTexts(const char** texts, size_t size) {
  return std::vector<std::string>(texts, texts + size);
}

// Owned texts together with the pointers that the C API wants. Not copied: pointers point inside.
class TextList {
 public:
  TextList() = default;
  explicit TextList(std::vector<std::string> texts) : texts_(std::move(texts)) {
    pointers_.reserve(texts_.size());
    for (const std::string& text : texts_) pointers_.push_back(text.c_str());
  }
  TextList(TextList&&) = default;
  TextList& operator=(TextList&&) = default;

  size_t size() const { return texts_.size(); }
  const char** data() { return pointers_.data(); }
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::vector<std::string> texts_;
  std::vector<const char*> pointers_;
};

}  // namespace mxn
