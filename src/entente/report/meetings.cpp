// Who was met first, and how long invitations waited. Registers of meetings are complete but for
// their gaps, so order is exact wherever the rows' precision allows it.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "entente/base/text.hpp"
#include "entente/measure/order.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

constexpr double kLevel = 0.95;

DayRange range_of(const std::vector<const Act*>& acts, DayRange window) {
  if (acts.empty()) return window;
  return {std::min(window.from, month_start(acts.front()->day)), window.to};
}

std::string completeness(const BriefContext& context, const std::vector<std::string>& registers) {
  return context.all_complete(registers) ? "Complete list but for its stated gaps."
                                         : "The list is not complete: what is on record.";
}

std::string partner_of(const Act& act, const std::string& focal) {
  return act.source_state == focal ? act.target_state : act.source_state;
}

// The longest time between two meetings in a row, and with whom it ended.
Headline gap_headline(const BriefContext& context, const Questions::Order& question,
                      const MeetingOrder& order) {
  std::size_t at = 1;
  const auto gap = [&](std::size_t i) {
    return order.meetings[i]->day - order.meetings[i - 1]->day;
  };
  for (std::size_t i = 2; i < order.meetings.size(); ++i) {
    if (gap(i) > gap(at)) at = i;
  }
  return {fmt::format("{}: after the longest pause, {} without one, the first was with {} on {}.",
                      question.name, count_of(static_cast<std::uint64_t>(gap(at).count()), "day"),
                      context.name(partner_of(*order.meetings[at], question.focal)),
                      long_day(order.meetings[at]->day)),
          "", completeness(context, question.registers), "order-" + question.key, false};
}

void add_order(const BriefContext& context, const Questions::Order& question, SectionPage& page) {
  const MeetingOrder order = meeting_order(context.acts, question);
  if (order.partners.empty()) {
    add_nothing(page, "order-" + question.key, question.name, "no meeting is on record");
    return;
  }
  const MetPartner& last = order.partners.back();
  std::string sentence;
  if (order.partners.size() == 1) {
    sentence = fmt::format("{}: {} with {}, the first on {}.", question.name,
                           count_of(last.meetings, "meeting"), context.name(last.partner),
                           long_day(last.first));
  } else if (last.others_before == 0) {
    sentence =
        fmt::format("{}: {} partners were met first within the same days, {}.", question.name,
                    order.partners.size(), span_of(order.partners.front().first, last.first_last));
  } else {
    std::vector<std::string> before;
    for (const auto& partner : order.partners) {
      if (&partner != &last) before.push_back(context.name(partner.partner));
    }
    sentence = fmt::format("{}: {} with {} came before the first with {} on {}.", question.name,
                           count_of(last.others_before, "meeting"), listed(before),
                           context.name(last.partner), long_day(last.first));
  }
  page.headlines.push_back({sentence, "",
                            last.certain
                                ? "Exact order. " + completeness(context, question.registers)
                                : "The rows' precision leaves the order open.",
                            "order-" + question.key, true});
  if (order.meetings.size() > 2) page.headlines.push_back(gap_headline(context, question, order));
  LanesChart chart;
  chart.days = range_of(order.meetings, context.window());
  chart.key = {kSolidSampling, "", kHollowSampling};
  HtmlTable table(question.name, {{"Met"},
                                  {"First", "day"},
                                  {"Place in the order", "number"},
                                  {"Meetings with others before", "number"},
                                  {"Meetings in all", "number"},
                                  {"Order certain"}});
  for (std::size_t i = 0; i < order.partners.size(); ++i) {
    const MetPartner& partner = order.partners[i];
    Lane lane{context.name(partner.partner), count_of(partner.meetings, "meeting"), {}};
    std::optional<Day> told;  // several rows of one day with one partner are one meeting
    for (const auto& act : context.acts) {
      const bool of_partner =
          act.between(question.focal, partner.partner) &&
          std::ranges::find(question.registers, act.register_key) != question.registers.end();
      if (!of_partner || act.day == told) continue;
      told = act.day;
      Mark mark = mark_of(act, fill_of_counted(context.counted(act)), context.window());
      if (act.day == partner.first) mark.label = fmt::format("first: {}", format_day(act.day));
      lane.marks.push_back(std::move(mark));
    }
    chart.lanes.push_back(std::move(lane));
    table.add({html(context.name(partner.partner)), format_day(partner.first),
               std::to_string(i + 1), std::to_string(partner.others_before),
               std::to_string(partner.meetings), partner.certain ? "yes" : "no"});
  }
  add_figure(
      page,
      {"order-" + question.key, sentence,
       "Meetings over time, one lane a partner, ordered by the first of them.",
       "One mark a meeting. Source: the case's registers " + listed(question.registers) + ".",
       "No meeting is on record.", std::move(table)},
      chart);
}

std::string wait_label(const BriefContext& context, const Wait& wait) {
  return context.dyad_name(wait.start->source_state, wait.start->target_state) + ", " +
         format_day(wait.start->day);
}

void add_wait(const BriefContext& context, const Questions::Wait& question, SectionPage& page) {
  // A wait can be seen to end only while all registers that could end it are kept.
  DayRange watched{kFirstDay, context.window().to};
  for (const auto& key : question.until) {
    const Register* const of_register = context.find_register(key);
    if (of_register == nullptr) continue;
    watched.from = std::max(watched.from, of_register->days.from);
    watched.to = std::min(watched.to, of_register->days.to);
  }
  auto all = waits(context.acts, question, watched.to);
  std::erase_if(all, [&](const Wait& wait) { return !watched.contains(wait.start->day); });
  if (all.empty()) {
    add_nothing(page, "wait-" + question.key, question.name, "nothing is on record that waited");
    return;
  }
  const auto ended = static_cast<std::size_t>(
      std::ranges::count_if(all, [](const Wait& wait) { return !wait.censored(); }));
  const Survival spread = survival(all, kLevel);
  const std::string link = "wait-" + question.key;
  const std::string unit = fmt::format(
      "Days; Kaplan-Meier over {}: open ones wait until the window's end, refused ones until the "
      "refusal; one meeting may end several; {}.",
      count_of(all.size(), "case"), level_name(kLevel));
  std::string sentence =
      fmt::format("{}: {} of {} ended with what they waited for", question.name, ended, all.size());
  std::string interval;
  if (spread.median) {
    sentence += fmt::format("; the median wait of all is {}",
                            count_of(static_cast<std::uint64_t>(*spread.median), "day"));
    interval = fmt::format("[{}, {}]", spread.median_low ? std::to_string(*spread.median_low) : "0",
                           spread.median_high ? std::to_string(*spread.median_high) : "open");
  }
  page.headlines.push_back({sentence + ".", interval, unit, link, false});
  const Wait* longest = nullptr;
  for (const auto& wait : all) {
    if (!wait.censored() && (longest == nullptr || wait.days > longest->days)) longest = &wait;
  }
  if (longest != nullptr) {
    page.headlines.push_back(
        {fmt::format("The longest wait that ended, {}, took {}: to {}.",
                     context.dyad_name(longest->start->source_state, longest->start->target_state),
                     count_of(static_cast<std::uint64_t>(longest->days), "day"),
                     long_day(longest->end->day)),
         longest->days_least == longest->days_most
             ? ""
             : fmt::format("[{}, {}]", longest->days_least, longest->days_most),
         fmt::format("{}: from {}; within the rows' precision.", question.name,
                     long_day(longest->start->day)),
         link, true});
  }
  LanesChart chart;
  chart.days = {std::min(context.window().from, month_start(all.front().start->day)),
                context.window().to};
  chart.key = {kSolidSampling, "", kHollowSampling};
  HtmlTable table(question.name, {{"From", "day"},
                                  {"Who waited for whom"},
                                  {"Until", "day"},
                                  {"Days", "number"},
                                  {"What it was", "sentence"},
                                  {"What ended it", "sentence"}});
  for (const auto& wait : all) {
    const Day until =
        wait.end != nullptr ? wait.end->day : wait.start->day + std::chrono::days{wait.days};
    const bool refused = wait.refused != nullptr;
    Mark mark =
        mark_of(*wait.start, fill_of_counted(context.counted(*wait.start)), context.window());
    mark.to = until;
    mark.open = wait.censored() && !refused;
    mark.label = count_of(static_cast<std::uint64_t>(wait.days), "day");
    chart.lanes.push_back({wait_label(context, wait),
                           refused           ? "refused"
                           : wait.censored() ? "still open"
                                             : "",
                           {std::move(mark)}});
    table.add({format_day(wait.start->day),
               html(context.dyad_name(wait.start->source_state, wait.start->target_state)),
               wait.end != nullptr ? format_day(wait.end->day) : "",
               fmt::format("{}{}", wait.days, wait.censored() ? " (open)" : ""),
               html(wait.start->sentence),
               wait.end != nullptr ? html(wait.end->sentence)
               : refused           ? html(wait.refused->sentence)
                                   : "nothing by the end of the window"});
  }
  add_figure(page,
             {link, sentence + (interval.empty() ? "" : " " + interval),
              "Bars from what was awaited to what ended the wait; an open end was still waiting.",
              unit, "Nothing waited.", std::move(table)},
             chart);
}

}  // namespace

SectionPage meetings_section(const BriefContext& context) {
  SectionPage page;
  for (const auto& question : context.of_case.questions.orders) add_order(context, question, page);
  for (const auto& question : context.of_case.questions.waits) add_wait(context, question, page);
  return page;
}

}  // namespace entente
