//! The command line as a whole: the verbs and what they have in common.

use crate::append::AppendArgs;
use crate::case_sheet::CaseSheetArgs;
use crate::cases::CasesArgs;
use crate::chain::ChainArgs;
use crate::check::CheckArgs;
use crate::common_sites::CommonSitesArgs;
use crate::compact::CompactArgs;
use crate::demo::DemoArgs;
use crate::diff::DiffArgs;
use crate::erase::EraseArgs;
use crate::evaluate::EvaluateArgs;
use crate::generate::GenerateArgs;
use crate::history::HistoryArgs;
use crate::import::ImportArgs;
use crate::key::KeyVerbArgs;
use crate::link::{LinkArgs, UnlinkArgs};
use crate::neighbours::NeighboursArgs;
use crate::panorama::PanoramaArgs;
use crate::person::PersonArgs;
use crate::presets::PresetsArgs;
use crate::question::EXIT_CODES;
use crate::retain::RetainArgs;
use crate::retrace::RetraceArgs;
use crate::retract::RetractArgs;
use crate::sites::SitesArgs;
use crate::sources::SourcesArgs;
use crate::stats::StatsArgs;
use crate::trace::TraceArgs;
use crate::tree::TreeArgs;
use crate::verify::VerifyArgs;
use crate::visitors::VisitorsArgs;
use crate::what_if::WhatIfArgs;
use crate::why_not::WhyNotArgs;
use crate::zones::ZonesArgs;

const ABOUT: &str = "\
Contact tracing: stores who was where and who met whom, and answers exactly who may have been
infected, when, by whom and where.

A STORE is a folder. Every answer is of one snapshot of it, so a running import never disturbs a
question.";

const EXAMPLES: &str = "\
Start here:
  truyvet demo
  truyvet import province --places places.csv --visits visits.csv.zst --contacts contacts.csv
  truyvet append province < scans.txt
  truyvet trace province --case An,2021-05-03T00:00:00+07:00,inf --hops 3 --min-overlap 15m

`truyvet VERB --help` explains a verb with examples; docs/semantics.md says what an answer means.
Errors and warnings go to standard error as `truyvet: …`; standard output holds the answer alone.";

/// truyvet(1).
#[derive(Debug, clap::Parser)]
#[command(name = "truyvet", version, about = "Contact tracing: who may have been infected, exactly",
    long_about = ABOUT, after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"),
    disable_help_subcommand = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// What to do; each verb says what it is in its own room.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    Import(ImportArgs),
    Sources(SourcesArgs),
    Append(AppendArgs),
    Trace(TraceArgs),
    Retrace(RetraceArgs),
    Chain(ChainArgs),
    WhyNot(WhyNotArgs),
    Diff(DiffArgs),
    WhatIf(WhatIfArgs),
    Tree(TreeArgs),
    Sites(SitesArgs),
    CaseSheet(CaseSheetArgs),
    CommonSites(CommonSitesArgs),
    Zones(ZonesArgs),
    Panorama(PanoramaArgs),
    Neighbours(NeighboursArgs),
    Visitors(VisitorsArgs),
    Cases(CasesArgs),
    Person(PersonArgs),
    Presets(PresetsArgs),
    Stats(StatsArgs),
    History(HistoryArgs),
    Verify(VerifyArgs),
    Check(CheckArgs),
    Link(LinkArgs),
    Unlink(UnlinkArgs),
    Retract(RetractArgs),
    Erase(EraseArgs),
    Retain(RetainArgs),
    Compact(CompactArgs),
    Key(KeyVerbArgs),
    Generate(GenerateArgs),
    Evaluate(EvaluateArgs),
    Demo(DemoArgs),
}
