// The tables of acts against the lists they were made from, and the rules that stand on them.

#include "entente/world/ontology.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "entente/world/reference_for_tests.hpp"

namespace entente {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Ontology, ACodeIsText) {
  EXPECT_EQ(cameo_root("010"), 1);
  EXPECT_EQ(cameo_root("10"), 10);
  EXPECT_EQ(cameo_root("0241"), 2);
  EXPECT_EQ(cameo_root("204"), 20);
  EXPECT_EQ(cameo_root("21"), 0);
  EXPECT_EQ(cameo_root("1"), 0);
  EXPECT_EQ(cameo_root(""), 0);
  EXPECT_EQ(cameo_root("AB"), 0);
  ASSERT_NE(find_cameo("010"), nullptr);
  ASSERT_NE(find_cameo("10"), nullptr);
  EXPECT_NE(find_cameo("010"), find_cameo("10"));
  EXPECT_EQ(find_cameo("999"), nullptr);
}

// The two conventions, as the rows of GDELT and the users of ICEWS have them: 01-05, 06-09, 10-14,
// 15-20 and 01-05, 06-08, 09-13, 14-20.
TEST(Ontology, QuadClassesDifferInRoots09And14Only) {
  std::vector<int> differ;
  for (std::uint8_t root = 1; root <= 20; ++root) {
    EXPECT_EQ(quad_class_gdelt(root), root <= 5 ? 1 : root <= 9 ? 2 : root <= 14 ? 3 : 4);
    EXPECT_EQ(quad_class_icews(root), root <= 5 ? 1 : root <= 8 ? 2 : root <= 13 ? 3 : 4);
    if (quad_class_gdelt(root) != quad_class_icews(root)) differ.push_back(root);
  }
  EXPECT_THAT(differ, ElementsAre(9, 14));
  EXPECT_EQ(quad_class_gdelt(0), 0);
  EXPECT_EQ(quad_class_icews(21), 0);
}

TEST(Ontology, CooperationAndConflictAreOneSplitForAll) {
  EXPECT_EQ(act_kind(0), ActKind::kNeutral);
  EXPECT_EQ(act_kind(1), ActKind::kNeutral);
  EXPECT_EQ(act_kind(2), ActKind::kNeutral);
  EXPECT_EQ(act_kind(3), ActKind::kCooperation);
  EXPECT_EQ(act_kind(8), ActKind::kCooperation);
  EXPECT_EQ(act_kind(9), ActKind::kConflict);
  EXPECT_EQ(act_kind(20), ActKind::kConflict);
  EXPECT_EQ(name_of(ActKind::kConflict), "conflict");
}

TEST(Ontology, SymmetricActs) {
  for (const auto* code : {"036", "040", "042", "046", "057"}) EXPECT_TRUE(is_symmetric(code));
  for (const auto* code : {"03", "030", "037", "05", "056", "0571", "14"}) {
    EXPECT_FALSE(is_symmetric(code)) << code;
  }
}

TEST(Ontology, ActsOutsideCameo) {
  EXPECT_EQ(plover_class("CONSULT").root, 4);
  EXPECT_EQ(plover_class("RETREAT/ceasefire").root, 8);
  EXPECT_EQ(plover_class("COERCE/unheard").root, 17);
  EXPECT_EQ(plover_class("PROTEST").quad_class, 4);
  EXPECT_EQ(plover_class("").root, 0);
  EXPECT_EQ(plover_class("DANCE/slowly").root, 0);
  EXPECT_EQ(acled_class("Armed clash").root, 19);
  EXPECT_EQ(acled_class("acled:Armed clash").root, 19);
  EXPECT_EQ(acled_class("Other").root, 0);
  EXPECT_EQ(ucdp_class("ged:3").root, 18);
  EXPECT_EQ(ucdp_class("ucdp:dyadic:2").quad_class, 4);
}

TEST(Ontology, EventTextsOfFilesAndOfRelationLists) {
  EXPECT_EQ(cameo_of_event_text("Make statement"), "010");
  EXPECT_EQ(cameo_of_event_text("Make_statement"), "010");
  EXPECT_EQ(cameo_of_event_text("EXPRESS-intent-to-meet-or-negotiate"), "036");
  EXPECT_EQ(cameo_of_event_text("Dance"), std::nullopt);
  EXPECT_EQ(cameo_of_event_text(""), std::nullopt);
}

TEST(Ontology, GoldsteinScoresAgreeWithTheListOfGdelt) {
  const auto rows = reference_lines("cameo/CAMEO.goldsteinscale.txt");
  if (rows.empty()) GTEST_SKIP() << kNoReference;
  std::vector<std::string> differences;
  std::set<std::string> listed;
  for (const auto& row : rows) {
    const auto value = parse_double(row.at(1));
    if (!value) continue;  // the header
    listed.insert(row.at(0));
    const auto* act = find_cameo(row.at(0));
    if (act == nullptr || !act->goldstein_gdelt || *act->goldstein_gdelt != *value) {
      differences.push_back(row.at(0));
    }
  }
  EXPECT_GT(listed.size(), 250u);
  EXPECT_THAT(differences, IsEmpty());
  std::vector<std::string> ours_only;
  for (const auto& act : cameo_acts()) {
    if (act.goldstein_gdelt && !listed.contains(std::string(act.code))) {
      ours_only.emplace_back(act.code);
    }
  }
  EXPECT_THAT(ours_only, IsEmpty());
}

TEST(Ontology, IntensitiesAgreeWithTheListOfIcews) {
  const auto table = reference_table("cameo/icews-cameo-codes.csv");
  if (!table) GTEST_SKIP() << kNoReference;
  std::vector<std::string> differences;
  for (const auto& row : table->rows) {
    const auto& code = table->cell(row, "code");
    const auto value = parse_double(table->cell(row, "goldstein"));
    const auto* act = find_cameo(code);
    if (act == nullptr || act->goldstein_icews != value) differences.push_back(code);
  }
  EXPECT_GT(table->rows.size(), 250u);
  EXPECT_THAT(differences, IsEmpty());
}

TEST(Ontology, EveryEventCodeOfTheReferenceFolderIsKnown) {
  const auto rows = reference_lines("cameo/CAMEO.eventcodes.txt");
  if (rows.empty()) GTEST_SKIP() << kNoReference;
  std::vector<std::string> unknown;
  for (const auto& row : rows) {
    if (cameo_root(row.at(0)) != 0 && find_cameo(row.at(0)) == nullptr) unknown.push_back(row[0]);
  }
  EXPECT_THAT(unknown, IsEmpty());
}

TEST(Ontology, EveryRelationNameOfTheQuadsHasACode) {
  std::vector<std::string> unknown;
  bool any = false;
  for (const auto* folder : {"ICEWS14", "ICEWS18"}) {
    for (const auto& row : reference_lines(std::string("../tkg/") + folder + "/relation2id.txt")) {
      any = true;
      if (row.size() >= 2 && !cameo_of_event_text(row[0])) unknown.push_back(row[0]);
    }
  }
  if (!any) GTEST_SKIP() << kNoReference;
  EXPECT_THAT(unknown, IsEmpty());
}

}  // namespace
}  // namespace entente
