/* Answers in C++: rows, chains, sites, why-not, differences, zones. Programs include truyvet.hpp.
 * SPDX: MIT OR Apache-2.0 */

#ifndef TRUYVET_ANSWERS_HPP
#define TRUYVET_ANSWERS_HPP

#include "truyvet_core.hpp"

namespace truyvet {

/// One exposed person: tv_row, kept.
struct Row {
  explicit Row(const tv_row &row)
      : person(copy(row.person)), infector(copy(row.infector)), place(copy_or_none(row.place)),
        level(row.level), grade(row.grade), first_exposure(row.first_exposure),
        earliest_exposure(row.earliest_exposure), overlap_start(row.overlap_start),
        overlap_end(row.overlap_end), person_seconds(row.person_seconds), risk(row.risk) {}

  std::string person, infector;
  std::optional<std::string> place;
  std::uint32_t level, grade;
  std::int64_t first_exposure, earliest_exposure, overlap_start, overlap_end;
  std::uint64_t person_seconds;
  double risk;
};

/// One event: tv_event, kept.
struct Event {
  explicit Event(const tv_event &event)
      : infector(copy(event.infector)), exposed(copy(event.exposed)),
        place(copy_or_none(event.place)), hop(event.hop), grade(event.grade),
        overlap_start(event.overlap_start), overlap_end(event.overlap_end),
        qualifies(event.qualifies != 0) {}

  std::string infector, exposed;
  std::optional<std::string> place;
  std::uint32_t hop, grade;
  std::int64_t overlap_start, overlap_end;
  bool qualifies;
};

/// A place where events happened, or all direct contacts: tv_site, kept.
struct Site {
  explicit Site(const tv_site &site)
      : place(copy_or_none(site.place)), kind(copy_or_none(site.kind)), exposed(site.exposed),
        infectious(site.infectious), person_seconds(site.person_seconds),
        intervals(site.intervals, site.intervals + site.interval_count) {}

  std::optional<std::string> place, kind;
  std::uint64_t exposed, infectious, person_seconds;
  std::vector<tv_interval> intervals;
};

/// Why it was no exposure: tv_miss, kept.
struct Miss {
  explicit Miss(const tv_miss &miss)
      : infector(copy(miss.infector)), place(copy_or_none(miss.place)), rule(copy(miss.rule)),
        own_start(miss.own_start), own_end(miss.own_end), theirs_start(miss.theirs_start),
        theirs_end(miss.theirs_end), lacking_s(miss.lacking_s) {}

  std::string infector;
  std::optional<std::string> place;
  std::string rule;
  std::int64_t own_start, own_end, theirs_start, theirs_end, lacking_s;
};

/// Who is not the same in two answers: tv_change, kept.
struct Change {
  explicit Change(const tv_change &change)
      : person(copy(change.person)), change(change.change), level_before(change.level_before),
        level_after(change.level_after), first_before(change.first_before),
        earliest_before(change.earliest_before), first_after(change.first_after),
        earliest_after(change.earliest_after) {}

  std::string person;
  std::uint32_t change, level_before, level_after;
  std::int64_t first_before, earliest_before, first_after, earliest_after;
};

using Rows = Reading<tv_rows, tv_rows_free, tv_row, tv_rows_next, Row>;
using Events = Reading<tv_chain, tv_chain_free, tv_event, tv_chain_next, Event>;
using Sites = Reading<tv_sites, tv_sites_free, tv_site, tv_sites_next, Site>;
using Misses = Reading<tv_why_not, tv_why_not_free, tv_miss, tv_why_not_next, Miss>;
using Changes = Reading<tv_changes, tv_changes_free, tv_change, tv_changes_next, Change>;

/// Why somebody is not in an answer: TV_MISSED and the like, and the near misses.
struct WhyNot {
  std::uint32_t why, level;
  std::uint64_t records;
  std::vector<Miss> misses;
};

/// The answer to a question.
class Trace {
 public:
  explicit Trace(tv_trace *trace) : trace_(trace) {}

  std::uint64_t size() const { return made<std::uint64_t>(tv_trace_count, get()); }

  /// How many people there are at each level; the first is F1.
  std::vector<std::uint64_t> levels() const {
    std::size_t count = 0;
    call(tv_trace_levels, get(), static_cast<std::uint64_t *>(nullptr), std::size_t(0), &count);
    std::vector<std::uint64_t> counts(count);
    call(tv_trace_levels, get(), counts.data(), counts.size(), &count);
    return counts;
  }

  Rows rows(std::uint32_t order = TV_BY_LEVEL) const {
    return Rows(made<tv_rows *>(tv_trace_rows, get(), order));
  }
  std::vector<Event> chain(std::string_view person) const {
    return Events(made<tv_chain *>(tv_trace_chain, get(), person.data(), person.size())).rest();
  }
  std::vector<Event> between(std::string_view infector, std::string_view exposed) const {
    return Events(made<tv_chain *>(tv_trace_between, get(), infector.data(), infector.size(),
                                   exposed.data(), exposed.size()))
        .rest();
  }
  std::vector<Site> sites() const {
    return Sites(made<tv_sites *>(tv_trace_sites, get())).rest();
  }

  /// Why a person is not in it; with a level, why not at that level or nearer.
  WhyNot why_not(std::string_view person, std::uint32_t level = 0) const {
    auto *found =
        made<tv_why_not *>(tv_trace_why_not, get(), person.data(), person.size(), level);
    Misses misses(found);
    WhyNot why{};
    call(tv_why_not_reason, found, &why.why, &why.level, &why.records);
    why.misses = misses.rest();
    return why;
  }

  /// What changed from this answer to another.
  std::vector<Change> difference(const Trace &after) const {
    return Changes(made<tv_changes *>(tv_trace_difference, get(), after.get())).rest();
  }

  /// The cases, the first people of the rows (0: all), and who was exposed by whom: TV_DOT, TV_GRAPHML.
  std::string tree(std::uint32_t format = TV_DOT, std::uint64_t people = 0,
                   std::uint64_t *left_out = nullptr) const {
    return taken(made<tv_document *>(tv_trace_tree, get(), format, people, left_out));
  }

  /// The sheet of the case asked about, as JSON, and as a page.
  std::string case_sheet() const {
    return taken(made<tv_document *>(tv_trace_case_sheet, get()));
  }
  std::string case_sheet_html(std::string_view lang = {}, std::string_view zone = {}) const {
    return taken(made<tv_document *>(tv_trace_case_sheet_html, get(), lang.data(), lang.size(),
                                     zone.data(), zone.size()));
  }

  /// The rows as Arrow batches; the caller releases the stream.
  void arrow(ArrowArrayStream *stream, std::uint32_t order = TV_BY_LEVEL) const {
    call(tv_trace_arrow, get(), order, stream);
  }
  void save(std::string_view path) const { call(tv_trace_save, get(), path.data(), path.size()); }

  tv_trace *get() const { return trace_.get(); }

 private:
  Handle<tv_trace, tv_trace_free> trace_;
};

/// Zones as GeoJSON, and what is not on the map.
struct ZoneMap {
  std::string json;
  /// The paths of units without a shape, each on a line of its own.
  std::string units_without_shape;
  std::uint64_t unit_count, shapes_without_unit;
};

/// A level and a colour for every unit. The texts of its rows live as long as it does.
class Zones {
 public:
  explicit Zones(tv_zones *zones) : zones_(zones) {}

  std::uint64_t size() const { return tv_zones_count(get()); }
  /// The unit at a place, from 0; beyond the last one, none.
  std::optional<tv_zone> row(std::uint64_t at) const {
    auto zone = sized<tv_zone>();
    if (!call(tv_zones_row, get(), at, &zone)) return std::nullopt;
    return zone;
  }
  tv_zone rest() const { return filled<tv_zone>(tv_zones_rest, get()); }
  tv_zone total() const { return filled<tv_zone>(tv_zones_total, get()); }
  tv_zones_about about() const { return filled<tv_zones_about>(tv_zones_describe, get()); }
  std::string json() const { return taken(made<tv_document *>(tv_zones_json, get())); }

  /// Joined to the shapes of a GeoJSON file, whose property `key` holds the path of a unit.
  ZoneMap geojson(std::string_view path, std::string_view key) const {
    auto off = sized<tv_off_map>();
    auto *document = made<tv_document *>(tv_zones_geojson, get(), path.data(), path.size(),
                                         key.data(), key.size(), &off);
    // The path of a unit lives as long as the document, which taken() frees.
    auto units = copy(off.units);
    return ZoneMap{taken(document), units, off.unit_count, off.shape_count};
  }

  tv_zones *get() const { return zones_.get(); }

 private:
  Handle<tv_zones, tv_zones_free> zones_;
};

}  // namespace truyvet

#endif
