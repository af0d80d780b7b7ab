/* truyvet for C++17: handles that free themselves, statuses as exceptions, rows in a range-for.
 *
 * Header only: it calls truyvet.h and adds nothing. SPDX: MIT OR Apache-2.0
 *
 *   auto store = truyvet::Store::create("province.tv");
 *   auto writer = store.writer();
 *   writer.visit("An", "canteen", 0, 3600);
 *   writer.commit();
 *   truyvet::Question question;
 *   question.from("An", 0).min_overlap(900);
 *   auto trace = store.snapshot().forward(question);
 *   for (const truyvet::Row &row : trace.rows()) std::cout << row.person << "\n";
 */

#ifndef TRUYVET_HPP
#define TRUYVET_HPP

#include <cstdint>
#include <cstring>
#include <deque>
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
    tv_error_free(error);
  }

  tv_status status;
  std::string file, field, value;
  std::uint64_t line;

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

/// A struct of zeros that says its size.
template <typename T>
T sized() {
  T made;
  std::memset(&made, 0, sizeof made);
  made.struct_size = sizeof made;
  return made;
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

/// One exposed person. Texts are copies, so that rows can be kept.
struct Row {
  std::string person, infector;
  std::optional<std::string> place;
  std::uint32_t level, grade;
  std::int64_t first_exposure, earliest_exposure, overlap_start, overlap_end;
  std::uint64_t person_seconds;
  double risk;
};

/// The rows of an answer, once through.
class Rows {
 public:
  explicit Rows(tv_rows *rows) : rows_(rows) {}

  /// The next row, if there is one.
  std::optional<Row> next() {
    auto row = sized<tv_row>();
    tv_error *error = nullptr;
    if (!check(tv_rows_next(rows_.get(), &row, &error), &error)) return std::nullopt;
    std::optional<std::string> place;
    if (row.place.data) place = std::string(view(row.place));
    return Row{std::string(view(row.person)), std::string(view(row.infector)), place,
               row.level, row.grade, row.first_exposure, row.earliest_exposure,
               row.overlap_start, row.overlap_end, row.person_seconds, row.risk};
  }

  class Iterator {
   public:
    explicit Iterator(Rows *rows) : rows_(rows) { ++*this; }
    const Row &operator*() const { return *row_; }
    Iterator &operator++() {
      if (rows_) row_ = rows_->next();
      if (!row_) rows_ = nullptr;
      return *this;
    }
    bool operator!=(const Iterator &other) const { return rows_ != other.rows_; }

   private:
    Rows *rows_;
    std::optional<Row> row_;
  };

  Iterator begin() { return Iterator(this); }
  Iterator end() { return Iterator(nullptr); }

 private:
  Handle<tv_rows, tv_rows_free> rows_;
};

/// One event of a chain.
struct Event {
  std::string infector, exposed;
  std::optional<std::string> place;
  std::uint32_t hop, grade;
  std::int64_t overlap_start, overlap_end;
};

/// The answer to a question.
class Trace {
 public:
  explicit Trace(tv_trace *trace) : trace_(trace) {}

  std::uint64_t size() const {
    std::uint64_t count = 0;
    tv_error *error = nullptr;
    check(tv_trace_count(get(), &count, &error), &error);
    return count;
  }

  Rows rows(std::uint32_t order = TV_BY_LEVEL) const {
    tv_rows *rows = nullptr;
    tv_error *error = nullptr;
    check(tv_trace_rows(get(), order, &rows, &error), &error);
    return Rows(rows);
  }

  std::vector<Event> chain(std::string_view person) const {
    tv_chain *made = nullptr;
    tv_error *error = nullptr;
    check(tv_trace_chain(get(), person.data(), person.size(), &made, &error), &error);
    Handle<tv_chain, tv_chain_free> chain(made);
    std::vector<Event> events;
    auto event = sized<tv_event>();
    while (check(tv_chain_next(chain.get(), &event, &error), &error)) {
      std::optional<std::string> place;
      if (event.place.data) place = std::string(view(event.place));
      events.push_back(Event{std::string(view(event.infector)), std::string(view(event.exposed)),
                             place, event.hop, event.grade, event.overlap_start,
                             event.overlap_end});
    }
    return events;
  }

  /// The rows as Arrow batches; the caller releases the stream.
  void arrow(ArrowArrayStream *stream, std::uint32_t order = TV_BY_LEVEL) const {
    tv_error *error = nullptr;
    check(tv_trace_arrow(get(), order, stream, &error), &error);
  }

  tv_trace *get() const { return trace_.get(); }

 private:
  Handle<tv_trace, tv_trace_free> trace_;
};

/// A question, put together word by word; raw() is the C struct, for the rest of its fields.
class Question {
 public:
  Question() : question_(sized<tv_question>()) { tv_question_init(&question_); }
  Question(const Question &) = delete; // its texts point into itself
  Question &operator=(const Question &) = delete;

  /// Adds a case and when it was infectious.
  Question &from(std::string_view person, std::int64_t start, std::int64_t end = TV_FOREVER) {
    people_.emplace_back(person);
    cases_.push_back(tv_during{text(people_.back()), start, end});
    return *this;
  }
  Question &hops(std::uint32_t hops) { return set(question_.hops, hops); }
  Question &min_overlap(std::int64_t seconds) { return set(question_.min_overlap_s, seconds); }
  Question &latent(std::int64_t seconds) { return set(question_.latent_s, seconds); }
  Question &until(std::int64_t seconds) { return set(question_.until_s, seconds); }

  tv_question &raw() {
    question_.cases = cases_.data();
    question_.case_count = cases_.size();
    return question_;
  }

 private:
  template <typename F>
  Question &set(F &field, F value) {
    field = value;
    return *this;
  }

  tv_question question_;
  std::deque<std::string> people_; // its texts do not move when it grows
  std::vector<tv_during> cases_;
};

/// One committed state of a store.
class Snapshot {
 public:
  explicit Snapshot(tv_snapshot *snapshot) : snapshot_(snapshot) {}

  Trace forward(Question &question, const tv_limits *limits = nullptr) const {
    return ask(tv_trace_forward, question, limits);
  }
  Trace backward(Question &question, const tv_limits *limits = nullptr) const {
    return ask(tv_trace_backward, question, limits);
  }

  /// Asks a question that is written down in TOML or JSON.
  Trace ask(std::string_view question, const tv_limits *limits = nullptr) const {
    tv_trace *trace = nullptr;
    tv_error *error = nullptr;
    check(tv_trace_text(get(), question.data(), question.size(), nullptr, 0, limits, &trace, &error),
          &error);
    return Trace(trace);
  }

  tv_stats stats() const {
    auto stats = sized<tv_stats>();
    tv_error *error = nullptr;
    check(tv_snapshot_stats(get(), &stats, &error), &error);
    return stats;
  }

  tv_snapshot *get() const { return snapshot_.get(); }

 private:
  template <typename Asking>
  Trace ask(Asking asking, Question &question, const tv_limits *limits) const {
    tv_trace *trace = nullptr;
    tv_error *error = nullptr;
    check(asking(get(), &question.raw(), limits, &trace, &error), &error);
    return Trace(trace);
  }

  Handle<tv_snapshot, tv_snapshot_free> snapshot_;
};

/// Puts records into a store.
class Writer {
 public:
  explicit Writer(tv_writer *writer) : writer_(writer) {}

  void visit(std::string_view person, std::string_view place, std::int64_t start,
             std::int64_t end = TV_OPEN) {
    tv_error *error = nullptr;
    check(tv_writer_visit(get(), person.data(), person.size(), place.data(), place.size(), start,
                          end, &error),
          &error);
  }
  void contact(std::string_view a, std::string_view b, std::int64_t start, std::int64_t end) {
    tv_error *error = nullptr;
    check(tv_writer_contact(get(), a.data(), a.size(), b.data(), b.size(), start, end, &error),
          &error);
  }
  tv_commit commit() {
    auto commit = sized<tv_commit>();
    tv_error *error = nullptr;
    check(tv_writer_commit(get(), &commit, &error), &error);
    return commit;
  }

  tv_writer *get() const { return writer_.get(); }

 private:
  Handle<tv_writer, tv_writer_free> writer_;
};

/// A store of visits, contacts and places: a folder.
class Store {
 public:
  static Store create(std::string_view path, const tv_create_options *options = nullptr) {
    tv_store *store = nullptr;
    tv_error *error = nullptr;
    check(tv_store_create(path.data(), path.size(), options, &store, &error), &error);
    return Store(store);
  }
  static Store open(std::string_view path, const tv_open_options *options = nullptr) {
    tv_store *store = nullptr;
    tv_error *error = nullptr;
    check(tv_store_open(path.data(), path.size(), options, &store, &error), &error);
    return Store(store);
  }

  Writer writer(const tv_writer_options *options = nullptr) const {
    tv_writer *writer = nullptr;
    tv_error *error = nullptr;
    check(tv_store_writer(get(), options, &writer, &error), &error);
    return Writer(writer);
  }
  Snapshot snapshot() const {
    tv_snapshot *snapshot = nullptr;
    tv_error *error = nullptr;
    check(tv_store_snapshot(get(), &snapshot, &error), &error);
    return Snapshot(snapshot);
  }

  tv_store *get() const { return store_.get(); }

 private:
  explicit Store(tv_store *store) : store_(store) {}
  Handle<tv_store, tv_store_free> store_;
};

}  // namespace truyvet

#endif
