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

#include "truyvet_answers.hpp"
#include "truyvet_core.hpp"
#include "truyvet_question.hpp"

namespace truyvet {

/// A record of a snapshot, or time together: tv_stay, kept.
struct Stay {
  explicit Stay(const tv_stay &stay)
      : person(copy(stay.person)), place(copy_or_none(stay.place)), start(stay.start),
        end(stay.end), grade(stay.grade) {}

  std::string person;
  std::optional<std::string> place;
  std::int64_t start, end;
  std::uint32_t grade;
};

/// Two people who were together: tv_pair, kept.
struct Pair {
  explicit Pair(const tv_pair &pair) : a(copy(pair.a)), b(copy(pair.b)), seconds(pair.seconds) {}

  std::string a, b;
  std::uint64_t seconds;
};

/// A place that cases have in common: tv_common_site, kept.
struct CommonSite {
  explicit CommonSite(const tv_common_site &site)
      : place(copy(site.place)), kind(copy(site.kind)), cases(site.cases), expected(site.expected),
        p(site.p), p_adjusted(site.p_adjusted) {}

  std::string place, kind;
  std::uint64_t cases;
  double expected, p, p_adjusted;
};

/// A confirmed case of the register: tv_case, kept.
struct Case {
  explicit Case(const tv_case &found)
      : person(copy(found.person)), tested(found.tested), onset(found.onset),
        isolated(found.isolated) {}

  std::string person;
  std::int64_t tested, onset, isolated;
};

/// Something broken in a file: tv_finding, kept.
struct Finding {
  explicit Finding(const tv_finding &finding)
      : file(copy(finding.file)), section(copy(finding.section)), what(copy(finding.what)),
        row(finding.row) {}

  std::string file, section, what;
  std::int64_t row;
};

/// A unit that was declared.
struct Unit {
  std::string path;
  std::optional<std::string> name;
  std::optional<std::uint64_t> population;
  std::uint32_t level;
};

/// What is known of a person.
struct Person {
  std::optional<std::string> unit;
  std::optional<std::uint32_t> doses;
};

using Stays = Reading<tv_stays, tv_stays_free, tv_stay, tv_stays_next, Stay>;
using Pairs = Reading<tv_pairs, tv_pairs_free, tv_pair, tv_pairs_next, Pair>;
using CommonSites = Reading<tv_common_sites, tv_common_sites_free, tv_common_site,
                            tv_common_sites_next, CommonSite>;
using Cases = Reading<tv_cases, tv_cases_free, tv_case, tv_cases_next, Case>;
using Findings = Reading<tv_findings, tv_findings_free, tv_finding, tv_findings_next, Finding>;

/// One committed state of a store.
class Snapshot {
 public:
  explicit Snapshot(tv_snapshot *snapshot) : snapshot_(snapshot) {}

  Trace forward(Question &question, const tv_limits *limits = nullptr) const {
    return Trace(made<tv_trace *>(tv_trace_forward, get(), &question.raw(), limits));
  }
  Trace backward(Question &question, const tv_limits *limits = nullptr) const {
    return Trace(made<tv_trace *>(tv_trace_backward, get(), &question.raw(), limits));
  }
  /// Asks a question that is written down in TOML or JSON; with a preset, what it does not say is as
  /// there.
  Trace ask(std::string_view question, const tv_limits *limits = nullptr,
            std::string_view preset = {}) const {
    return Trace(made<tv_trace *>(tv_trace_text, get(), question.data(), question.size(),
                                  preset.data(), preset.size(), limits));
  }
  /// Brings an answer of an earlier snapshot up to date with this one.
  Trace retrace(const Trace &earlier, tv_retraced *how = nullptr) const {
    return Trace(made<tv_trace *>(tv_snapshot_retrace, get(), earlier.get(), how));
  }
  std::vector<CommonSite> common_sites(Question &question,
                                       const tv_limits *limits = nullptr) const {
    return CommonSites(
               made<tv_common_sites *>(tv_snapshot_common_sites, get(), &question.raw(), limits))
        .rest();
  }

  tv_stats stats() const { return filled<tv_stats>(tv_snapshot_stats, get()); }
  bool knows(std::string_view person) const {
    return made<std::uint32_t>(tv_snapshot_knows, get(), person.data(), person.size()) != 0;
  }
  Person person(std::string_view who) const {
    auto known = sized<tv_person>();
    auto *unit = made<tv_document *>(tv_snapshot_person, get(), who.data(), who.size(), &known);
    Person person{copy_or_none(known.unit), std::nullopt};
    if (known.has_doses) person.doses = known.doses;
    tv_document_free(unit);
    return person;
  }
  /// Confirmed cases of a person, or of everybody.
  std::vector<Case> cases(std::string_view person = {}) const {
    return Cases(made<tv_cases *>(tv_snapshot_cases, get(), person.data(), person.size())).rest();
  }
  std::vector<Unit> units() const {
    Handle<tv_units, tv_units_free> units(made<tv_units *>(tv_snapshot_units, get()));
    std::vector<Unit> found;
    tv_text path;
    auto unit = sized<tv_unit>();
    while (call(tv_units_next, units.get(), &path, &unit)) {
      found.push_back(Unit{copy(path), copy_or_none(unit.name), std::nullopt, unit.level});
      if (unit.has_population) found.back().population = unit.population;
    }
    return found;
  }

  /// Records and time together, as they are found; from TV_OPEN to TV_FOREVER is everything.
  Stays visits_of(std::string_view person, std::int64_t start, std::int64_t end) const {
    return stays(tv_snapshot_visits_of, person, start, end);
  }
  Stays contacts_of(std::string_view person, std::int64_t start, std::int64_t end) const {
    return stays(tv_snapshot_contacts_of, person, start, end);
  }
  Stays visitors_of(std::string_view place, std::int64_t start, std::int64_t end) const {
    return stays(tv_snapshot_visitors_of, place, start, end);
  }
  Stays neighbours(std::string_view person, std::int64_t start, std::int64_t end,
                   std::int64_t min_overlap_s) const {
    return Stays(made<tv_stays *>(tv_snapshot_neighbours, get(), person.data(), person.size(),
                                  start, end, min_overlap_s));
  }
  /// Who was together with whom, of these people, or of all if there are none.
  Pairs pairs(const std::vector<tv_text> &people, std::int64_t start, std::int64_t end,
              std::int64_t min_overlap_s) const {
    return Pairs(made<tv_pairs *>(tv_snapshot_pairs, get(), people.data(), people.size(), start,
                                  end, min_overlap_s));
  }

  /// A level and a colour for every unit; the question may be left out.
  Zones zones(const tv_centre_options *options = nullptr, Question *question = nullptr,
              const tv_limits *limits = nullptr) const {
    return Zones(made<tv_zones *>(tv_snapshot_zones, get(), raw(question), limits, options));
  }
  /// What is going on in a unit, as JSON.
  std::string panorama(const tv_centre_options *options = nullptr, Question *question = nullptr,
                       const tv_limits *limits = nullptr) const {
    return taken(
        made<tv_document *>(tv_snapshot_panorama, get(), raw(question), limits, options));
  }

  tv_snapshot *get() const { return snapshot_.get(); }

 private:
  static const tv_question *raw(Question *question) {
    return question ? &question->raw() : nullptr;
  }
  template <typename Function>
  Stays stays(Function function, std::string_view id, std::int64_t start, std::int64_t end) const {
    return Stays(made<tv_stays *>(function, get(), id.data(), id.size(), start, end));
  }

  Handle<tv_snapshot, tv_snapshot_free> snapshot_;
};

}  // namespace truyvet

#include "truyvet_store.hpp"

#endif
