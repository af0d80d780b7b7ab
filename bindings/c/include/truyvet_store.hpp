/* Stores and their writers in C++. Programs include truyvet.hpp. SPDX: MIT OR Apache-2.0 */

#ifndef TRUYVET_STORE_HPP
#define TRUYVET_STORE_HPP

#include "truyvet.hpp"

namespace truyvet {

/// Puts records into a store.
class Writer {
 public:
  explicit Writer(tv_writer *writer) : writer_(writer) {}

  void visit(std::string_view person, std::string_view place, std::int64_t start,
             std::int64_t end = TV_OPEN) {
    call(tv_writer_visit, get(), person.data(), person.size(), place.data(), place.size(), start,
         end);
  }
  void contact(std::string_view a, std::string_view b, std::int64_t start, std::int64_t end) {
    call(tv_writer_contact, get(), a.data(), a.size(), b.data(), b.size(), start, end);
  }
  /// Adds all of them; after an exception, *added says how many were.
  void visits(const std::vector<tv_visit> &visits, std::size_t *added = nullptr) {
    call(tv_writer_visits, get(), visits.data(), visits.size(), added);
  }
  void contacts(const std::vector<tv_contact> &contacts, std::size_t *added = nullptr) {
    call(tv_writer_contacts, get(), contacts.data(), contacts.size(), added);
  }
  void place(std::string_view place, const tv_place &details) {
    call(tv_writer_place, get(), place.data(), place.size(), &details);
  }
  void source(std::string_view name) { call(tv_writer_source, get(), name.data(), name.size()); }
  /// Takes a line as `truyvet append` does; says whether it asks for a commit.
  bool line(std::string_view line) {
    return !call(tv_writer_line, get(), line.data(), line.size());
  }
  tv_import_report import(const std::vector<tv_import_file> &files,
                          const tv_import_options *options = nullptr) {
    return filled<tv_import_report>(tv_writer_import, get(), files.data(), files.size(), options);
  }
  /// Adds the rows of Arrow batches; the stream is released.
  tv_import_report arrow(std::string_view kind, ArrowArrayStream *stream) {
    return filled<tv_import_report>(tv_writer_arrow, get(), kind.data(), kind.size(), stream);
  }

  void person(std::string_view person, const tv_person &details) {
    call(tv_writer_person, get(), person.data(), person.size(), &details);
  }
  void unit(std::string_view path, const tv_unit &details) {
    call(tv_writer_unit, get(), path.data(), path.size(), &details);
  }
  void confirmed(std::string_view person, std::int64_t tested, std::int64_t onset = TV_OPEN,
                 std::int64_t isolated = TV_OPEN) {
    call(tv_writer_case, get(), person.data(), person.size(), tested, onset, isolated);
  }
  void retract_case(std::string_view person, std::int64_t tested) {
    call(tv_writer_retract_case, get(), person.data(), person.size(), tested);
  }

  void retract_visit(std::string_view person, std::string_view place, std::int64_t start) {
    call(tv_writer_retract_visit, get(), person.data(), person.size(), place.data(), place.size(),
         start);
  }
  void retract_contact(std::string_view a, std::string_view b, std::int64_t start) {
    call(tv_writer_retract_contact, get(), a.data(), a.size(), b.data(), b.size(), start);
  }
  void link(std::string_view a, std::string_view b) { pair(tv_writer_link, a, b); }
  void unlink(std::string_view a, std::string_view b) { pair(tv_writer_unlink, a, b); }
  void link_places(std::string_view a, std::string_view b) { pair(tv_writer_link_places, a, b); }
  void unlink_places(std::string_view a, std::string_view b) {
    pair(tv_writer_unlink_places, a, b);
  }

  tv_erasure erase(std::string_view person) {
    return filled<tv_erasure>(tv_writer_erase, get(), person.data(), person.size());
  }
  void purge() { call(tv_writer_purge, get()); }
  tv_commit retain(std::int64_t from) { return filled<tv_commit>(tv_writer_retain, get(), from); }
  void compact() { call(tv_writer_compact, get()); }
  void dwell(std::string_view kind, std::int64_t seconds) {
    call(tv_writer_dwell, get(), kind.data(), kind.size(), seconds);
  }
  /// Puts the store under new keys; the writer is of no more use.
  void rekey(std::string_view keys) { call(tv_writer_rekey, get(), keys.data(), keys.size()); }

  tv_commit commit() { return filled<tv_commit>(tv_writer_commit, get()); }
  /// Commits if enough has gathered.
  std::optional<tv_commit> commit_if_due() {
    auto commit = sized<tv_commit>();
    if (!call(tv_writer_commit_if_due, get(), &commit)) return std::nullopt;
    return commit;
  }
  tv_commit publish() { return filled<tv_commit>(tv_writer_publish, get()); }

  tv_writer *get() const { return writer_.get(); }

 private:
  template <typename Function>
  void pair(Function function, std::string_view a, std::string_view b) {
    call(function, get(), a.data(), a.size(), b.data(), b.size());
  }

  Handle<tv_writer, tv_writer_free> writer_;
};

/// A store of visits, contacts and places: a folder.
class Store {
 public:
  static Store create(std::string_view path, const tv_create_options *options = nullptr) {
    return Store(made<tv_store *>(tv_store_create, path.data(), path.size(), options));
  }
  static Store open(std::string_view path, const tv_open_options *options = nullptr) {
    return Store(made<tv_store *>(tv_store_open, path.data(), path.size(), options));
  }

  Writer writer(const tv_writer_options *options = nullptr) const {
    return Writer(made<tv_writer *>(tv_store_writer, get(), options));
  }
  Snapshot snapshot() const { return Snapshot(made<tv_snapshot *>(tv_store_snapshot, get())); }
  Snapshot snapshot_as_of(std::uint64_t number) const {
    return Snapshot(made<tv_snapshot *>(tv_store_snapshot_as_of, get(), number));
  }
  Snapshot snapshot_at(std::int64_t time) const {
    return Snapshot(made<tv_snapshot *>(tv_store_snapshot_at, get(), time));
  }
  /// Which commits can still be asked, oldest first.
  std::vector<tv_kept> history() const {
    std::size_t count = 0;
    call(tv_store_history, get(), static_cast<tv_kept *>(nullptr), std::size_t(0), &count);
    std::vector<tv_kept> kept(count);
    call(tv_store_history, get(), kept.data(), kept.size(), &count);
    kept.resize(count < kept.size() ? count : kept.size());
    return kept;
  }
  Trace open_trace(std::string_view path) const {
    return Trace(made<tv_trace *>(tv_store_open_trace, get(), path.data(), path.size()));
  }

  tv_store *get() const { return store_.get(); }

 private:
  explicit Store(tv_store *store) : store_(store) {}
  Handle<tv_store, tv_store_free> store_;
};

/// Reads every byte of the store in a folder, and lists what is damaged.
inline std::vector<Finding> verify(std::string_view path, tv_progress_fn progress = nullptr,
                                   void *user = nullptr) {
  return Findings(made<tv_findings *>(tv_verify, path.data(), path.size(), progress, user)).rest();
}

}  // namespace truyvet

#endif
