/* What truyvet.hpp stands on: texts, errors as exceptions, handles that free themselves, readings.
 * Programs include truyvet.hpp. SPDX: MIT OR Apache-2.0 */

#ifndef TRUYVET_CORE_HPP
#define TRUYVET_CORE_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truyvet.h"

namespace truyvet {

/// A text of the library as C++ sees it; it lives as long as the C text does.
inline std::string_view view(tv_text text) {
  return text.data ? std::string_view(text.data, text.len) : std::string_view();
}

/// A text for the library.
inline tv_text text(std::string_view text) { return tv_text{text.data(), text.size()}; }

/// A text of the library, kept.
inline std::string copy(tv_text text) { return std::string(view(text)); }

/// The same where there may be none.
inline std::optional<std::string> copy_or_none(tv_text text) {
  if (!text.data) return std::nullopt;
  return copy(text);
}

/// What a call failed with: the message, and file, field and value where they are known.
class Error : public std::runtime_error {
 public:
  Error(tv_status status, tv_error *error)
      : std::runtime_error(said(error, tv_error_message, tv_status_name(status))),
        status(status),
        file(said(error, tv_error_file, "")),
        field(said(error, tv_error_field, "")),
        value(said(error, tv_error_value, "")),
        line(tv_error_line(error)) {
    tv_error_finished(error, &hops_finished, &rows_finished);
    tv_error_free(error);
  }

  tv_status status;
  std::string file, field, value;
  std::uint64_t line;
  /// Of TV_EXCEEDED and TV_CANCELLED: the hops that were finished, and their rows.
  std::uint32_t hops_finished = 0;
  std::uint64_t rows_finished = 0;

 private:
  static std::string said(tv_error *error, const char *(*part)(const tv_error *, std::size_t *),
                          const char *otherwise) {
    std::size_t len = 0;
    const char *found = part(error, &len);
    return found ? std::string(found, len) : std::string(otherwise);
  }
};

/// Throws an Error for every status but TV_OK and TV_END; says whether it was TV_OK.
/// The error is given by its place, because the call sets it before this looks.
inline bool check(tv_status status, tv_error *const *error) {
  if (status == TV_OK || status == TV_END) return status == TV_OK;
  throw Error(status, *error);
}

/// Calls a function of truyvet.h, whose last argument is the place for its error: `call(tv_writer_purge,
/// writer)`. Throws as check does.
template <typename Function, typename... Arguments>
bool call(Function function, Arguments... arguments) {
  tv_error *error = nullptr;
  tv_status status = function(arguments..., &error);
  return check(status, &error);
}

/// The same of a function that makes something, for which it has a place before that of the error.
template <typename Made, typename Function, typename... Arguments>
Made made(Function function, Arguments... arguments) {
  Made place{};
  call(function, arguments..., &place);
  return place;
}

/// A struct of zeros that says its size.
template <typename T>
T sized() {
  T made;
  std::memset(&made, 0, sizeof made);
  made.struct_size = sizeof made;
  return made;
}

/// The same of a function that fills such a struct.
template <typename T, typename Function, typename... Arguments>
T filled(Function function, Arguments... arguments) {
  auto place = sized<T>();
  call(function, arguments..., &place);
  return place;
}

/// A handle that frees itself: moved, not copied.
template <typename T, tv_status (*Free)(T *)>
class Handle {
 public:
  explicit Handle(T *handle = nullptr) : handle_(handle) {}
  T *get() const { return handle_.get(); }

 private:
  struct Freed {
    void operator()(T *handle) const { Free(handle); }
  };
  std::unique_ptr<T, Freed> handle_;
};

/// What is read item by item, once through: `for (const auto &item : reading)`. An Item is made of the
/// struct that C fills, and keeps its texts.
template <typename T, tv_status (*Free)(T *), typename Struct,
          tv_status (*Next)(T *, Struct *, tv_error **), typename Item>
class Reading {
 public:
  explicit Reading(T *handle) : handle_(handle) {}

  /// The next item, if there is one.
  std::optional<Item> next() {
    auto place = sized<Struct>();
    if (!call(Next, handle_.get(), &place)) return std::nullopt;
    return Item(place);
  }

  /// Those that are left.
  std::vector<Item> rest() {
    std::vector<Item> items;
    for (const Item &item : *this) items.push_back(item);
    return items;
  }

  class Iterator {
   public:
    explicit Iterator(Reading *reading) : reading_(reading) { ++*this; }
    const Item &operator*() const { return *item_; }
    const Item *operator->() const { return &*item_; }
    Iterator &operator++() {
      if (reading_) item_ = reading_->next();
      if (!item_) reading_ = nullptr;
      return *this;
    }
    bool operator!=(const Iterator &other) const { return reading_ != other.reading_; }

   private:
    Reading *reading_;
    std::optional<Item> item_;
  };

  Iterator begin() { return Iterator(this); }
  Iterator end() { return Iterator(nullptr); }

 private:
  Handle<T, Free> handle_;
};

/// The text of a document, which is freed.
inline std::string taken(tv_document *document) {
  Handle<tv_document, tv_document_free> owner(document);
  std::size_t len = 0;
  const char *text = tv_document_text(document, &len);
  return text ? std::string(text, len) : std::string();
}

}  // namespace truyvet

#endif
