/* Questions in C++, put together word by word, and what stops them. Programs include truyvet.hpp.
 * SPDX: MIT OR Apache-2.0 */

#ifndef TRUYVET_QUESTION_HPP
#define TRUYVET_QUESTION_HPP

#include <deque>

#include "truyvet_core.hpp"

namespace truyvet {

/// A question, put together word by word; raw() is the C struct, for the rest of its fields (filters,
/// risk, cases of the register).
class Question {
 public:
  Question() : question_(sized<tv_question>()) { tv_question_init(&question_); }
  Question(const Question &) = delete; // its texts point into itself
  Question &operator=(const Question &) = delete;

  /// Adds a case and when it was infectious.
  Question &from(std::string_view person, std::int64_t start, std::int64_t end = TV_FOREVER) {
    cases_.push_back(tv_during{kept(person), start, end});
    return *this;
  }
  Question &hops(std::uint32_t hops) { return set(question_.hops, hops); }
  Question &min_overlap(std::int64_t seconds) { return set(question_.min_overlap_s, seconds); }
  Question &latent(std::int64_t seconds) { return set(question_.latent_s, seconds); }
  Question &until(std::int64_t seconds) { return set(question_.until_s, seconds); }

  /// Records that do not meet it are ignored (S8).
  Question &window(std::int64_t start, std::int64_t end) {
    question_.has_window = 1;
    question_.window_start = start;
    question_.window_end = end;
    return *this;
  }
  /// How long places of a kind stay infectious after the infector has left (S10).
  Question &lag(std::string_view kind, std::int64_t seconds) {
    lags_.push_back(tv_lag{kept(kind), seconds});
    return *this;
  }
  /// Overlaps of a pair within a span count if they add up to so much (S17).
  Question &cumulative(std::int64_t total_s, std::int64_t within_s) {
    question_.min_total_s = total_s;
    question_.within_s = within_s;
    return *this;
  }
  /// Takes a person as isolated (S18).
  Question &isolate(std::string_view person, std::int64_t start, std::int64_t end = TV_FOREVER) {
    isolation_.push_back(tv_during{kept(person), start, end});
    return *this;
  }
  /// Takes a place as closed (S18a).
  Question &close(std::string_view place, std::int64_t start = TV_OPEN,
                  std::int64_t end = TV_FOREVER) {
    closures_.push_back(tv_during{kept(place), start, end});
    return *this;
  }
  /// Takes the visitors of a place as kept apart in parts (S18b).
  Question &split(std::string_view place, std::uint32_t parts) {
    splits_.push_back(tv_split{kept(place), parts, 0});
    return *this;
  }
  /// Visits count at the place of this kind that they are part of (S20).
  Question &roll_up(std::string_view kind) { return set(question_.roll_up, kept(kind)); }

  /// Pointers of this question stand in it until the next word is added.
  tv_question &raw() {
    array(cases_, question_.cases, question_.case_count);
    array(lags_, question_.lags, question_.lag_count);
    array(isolation_, question_.isolation, question_.isolation_count);
    array(closures_, question_.closures, question_.closure_count);
    array(splits_, question_.splits, question_.split_count);
    return question_;
  }

 private:
  template <typename F>
  Question &set(F &field, F value) {
    field = value;
    return *this;
  }
  tv_text kept(std::string_view given) { return text(texts_.emplace_back(given)); }
  /// What was set in raw() by hand stays where no word was added.
  template <typename T>
  static void array(const std::vector<T> &items, const T *&first, std::size_t &count) {
    if (items.empty()) return;
    first = items.data();
    count = items.size();
  }

  tv_question question_;
  std::deque<std::string> texts_; // they do not move when it grows
  std::vector<tv_during> cases_, isolation_, closures_;
  std::vector<tv_lag> lags_;
  std::vector<tv_split> splits_;
};

/// Stops questions from another thread.
class Cancel {
 public:
  Cancel() : cancel_(made<tv_cancel *>(tv_cancel_new)) {}
  void stop() const { tv_cancel_stop(get()); }
  tv_cancel *get() const { return cancel_.get(); }

 private:
  Handle<tv_cancel, tv_cancel_free> cancel_;
};

}  // namespace truyvet

#endif
