# SPDX-License-Identifier: LGPL-2.1-or-later
"""What every rule and check has to have, and what they may not do."""
import functools
import os
import re
import subprocess
import unittest

import parts
from parts import children, every, local, only, text


class Documents(unittest.TestCase):
    """All parts alike."""

    def test_no_placeholder_is_left(self):
        for part in parts.PARTS:
            with open(parts.path(part), encoding="utf-8") as file:
                self.assertNotRegex(file.read(), r"@\w+@", part)

    def test_version_is_that_of_the_project(self):
        with open(os.path.join(parts.SOURCE, "CMakeLists.txt"), encoding="utf-8") as file:
            version = re.search(r"^project\(\S+ VERSION (\S+)", file.read(), re.M).group(1)
        self.assertEqual(only(parts.read(parts.XCCDF), "version").text, version)
        for part in parts.PARTS[1:]:
            self.assertEqual(only(parts.read(part), "product_version").text, version, part)

    def test_ids_are_unique_and_ours(self):
        seen = {}
        for part in parts.PARTS:
            for element in parts.read(part).iter():
                identifier = element.get("id")
                if identifier is None or local(element) in ("platform", "notice", "fix"):
                    continue
                self.assertNotIn(identifier, seen, part)
                self.assertRegex(identifier, r"^(xccdf_|oval:|ocil:)" + re.escape(parts.NAME))
                seen[identifier] = part

    def test_elements_are_set_apart(self):
        """oscap misreads profiles and catalogs whose elements touch (openscap up to 1.3.7)."""
        for document in (parts.read(part) for part in parts.PARTS + (parts.STREAM,)):
            for element in every(document, "Profile", "catalog", "Group", "Rule", "Benchmark"):
                self.assertTrue(element.text and element.text.isspace(), element.attrib)
                for child in element:
                    # In a catalog they must touch: see compose.xsl.
                    self.assertEqual(bool(child.tail and child.tail.isspace()),
                                     local(element) != "catalog", child.attrib)


class Oval(unittest.TestCase):
    """The two OVAL documents."""

    DOCUMENTS = {part: parts.OvalPart(part) for part in (parts.OVAL, parts.CPE_OVAL)}

    def test_schema_version(self):
        """The only one that XSD, Schematron and SCAP 1.3 accept alike."""
        for part, document in self.DOCUMENTS.items():
            self.assertEqual(only(document.root, "schema_version").text, "5.11.2", part)

    def test_references_resolve(self):
        for part, document in self.DOCUMENTS.items():
            for identifier, element in document.entities.items():
                for reference in document.references(element):
                    self.assertIn(reference, document.entities, "%s: %s" % (part, identifier))

    def test_everything_is_used(self):
        for part, document in self.DOCUMENTS.items():
            used = set().union(*(document.needed_by(identifier)
                                 for identifier in document.ids("definitions")))
            self.assertEqual(set(document.entities) - used, set(), part)

    def test_definitions_are_called(self):
        checks = every(parts.read(parts.XCCDF), "check-content-ref")
        called = {check.get("name") for check in checks if check.get("href") == parts.OVAL}
        self.assertEqual(called, set(self.DOCUMENTS[parts.OVAL].ids("definitions")))
        checks = every(parts.read(parts.CPE_DICTIONARY), "check")
        self.assertEqual({check.text for check in checks},
                         set(self.DOCUMENTS[parts.CPE_OVAL].ids("definitions")))
        self.assertEqual({check.get("href") for check in checks}, {parts.CPE_OVAL})

    def test_states_are_positive(self):
        """An entity that has no value, or an error, differs from everything: nothing may pass by
        being different."""
        for part, document in self.DOCUMENTS.items():
            for element in document.root.iter():
                where = "%s: %s" % (part, element.attrib)
                self.assertNotIn("not", element.get("operation", ""), where)
                self.assertNotIn("none", element.get("check", ""), where)
                self.assertNotIn("none", element.get("var_check", ""), where)
                self.assertNotEqual(element.get("negate"), "true", where)

    def test_patterns_match_whole_values(self):
        for document in self.DOCUMENTS.values():
            for element in document.root.iter():
                if element.get("operation") == "pattern match" and element.text:
                    self.assertRegex(element.text, r"(?s)^\^.*\$$")
                    self.assertIsNone(re.search(element.text, ""), "an empty value would match")

    def each_test(self, existence):
        """The tests with that check_existence, each with its document and the criteria around."""
        for document in self.DOCUMENTS.values():
            for criteria in every(document.root, "criteria"):
                for test in document.tests_of(criteria):
                    if test.get("check_existence") == existence:
                        yield document, criteria, test

    def knows(self, document, criteria, setting):
        """Whether the criteria have a test that fails for, and is in error with, each kubelet of
        which the setting is not known."""
        for test in document.tests_of(criteria):
            settings = every(document.object_of(test), "setting") \
                if every(test, "object") else []
            if (settings and text(settings[0]) == setting and children(test, "state") and
                    test.get("check_existence") == "at_least_one_exists" and
                    not every(document.object_of(test), "filter")):
                return True
        return False

    def test_nothing_there_is_no_error_unseen(self):
        """"None" is true of an object in error too, if a filter took what it has."""
        found = 0
        for document, criteria, test in self.each_test("none_exist"):
            if local(test) == "kubelet_test":
                continue  # without a filter: see Applicability
            found += 1
            self.assertEqual(criteria.get("operator", "AND"), "AND")
            setting = text(only(document.object_of(test), "setting"))
            self.assertTrue(self.knows(document, criteria, setting), test.get("id"))
        self.assertEqual(found, 4)

    def test_no_file_is_no_pass(self):
        """Where it makes no difference whether there is a file, it is unknown if there is none."""
        found = 0
        for document, criteria, test in self.each_test("any_exist"):
            if local(test) == "kubeletsetting_test":
                continue  # see test_files_that_have_to_be_there
            found += 1
            self.assertEqual((local(test), criteria.get("operator")), ("file_test", "AND"))
            otherwise = children(criteria, "criteria")[0]
            self.assertEqual([(local(inner), inner.get("check_existence"))
                              for inner in document.tests_of(otherwise)],
                             [("file_test", "at_least_one_exists"), ("unknown_test", None)])
            known = document.tests_of(criteria)[0]
            self.assertEqual(known.get("check_existence"), "at_least_one_exists")
            self.assertIn(local(known), ("kubelet_test", "kubeletsetting_test"))
            self.assertFalse(every(document.object_of(known), "filter"))
        self.assertEqual(found, 12)

    def test_files_that_have_to_be_there(self):
        """If a setting that is set names no file, that is unknown; that none is set says nothing."""
        found = 0
        for document, criteria, test in self.each_test("any_exist"):
            if local(test) == "kubeletsetting_test":
                found += 1
                self.assertEqual(criteria.get("operator"), "OR")
                self.assertEqual([local(inner) for inner in document.tests_of(criteria)],
                                 ["kubeletsetting_test", "unknown_test"])
                state = document.entities[only(test, "state").get("state_ref")]
                self.assertEqual([local(entity) for entity in children(state)], ["file"])
        self.assertEqual(found, 6)

    def test_alternatives_have_to_be_found(self):
        """Of an "or" each part is a test of something that is there, or unknown."""
        for document in self.DOCUMENTS.values():
            for criteria in every(document.root, "criteria"):
                if criteria.get("operator", "AND") != "AND":
                    for test in document.tests_of(criteria):
                        if (local(test) not in ("unknown_test", "variable_test") and
                                test.get("check_existence") != "any_exist"):
                            self.assertEqual(test.get("check_existence"), "at_least_one_exists")
                            self.assertTrue(children(test, "state"))

    def test_variables_take_values_only(self):
        """An entity that does not exist would be an empty text in a variable."""
        document = self.DOCUMENTS[parts.OVAL]
        for component in every(document.root, "object_component"):
            source = document.entities[component.get("object_ref")]
            state = document.entities[text(only(source, "filter"))]
            if component.get("item_field") != "pid":
                self.assertIn(component.get("item_field"), [local(child) for child in state])


class Applicability(unittest.TestCase):
    """Only the finding "no kubelet" may make a rule not applicable."""

    def test_the_benchmark_negates_the_findings(self):
        benchmark = parts.read(parts.XCCDF)
        names = []
        for logic in every(benchmark, "logical-test"):
            self.assertEqual((logic.get("operator"), logic.get("negate")), ("AND", "true"))
            names.append(only(logic, "fact-ref").get("name"))
        self.assertEqual([item.get("name") for item in
                          every(parts.read(parts.CPE_DICTIONARY), "cpe-item")], names)

    def test_the_findings_are_that_none_exists(self):
        document = parts.OvalPart(parts.CPE_OVAL)
        for definition in every(document.root, "definition"):
            self.assertEqual(definition.get("class"), "inventory")
            test = document.tests_of(only(definition, "criteria"))[-1]
            self.assertEqual(test.get("check_existence"), "none_exist")
            self.assertEqual(children(test, "state"), [])

    def test_services_stand_in_for_processes(self):
        """On an image, and only there; the same in what the rules are made of."""
        for part in (parts.CPE_OVAL, parts.OVAL):
            document = parts.OvalPart(part)
            for kind in ("kubelet_object", "kubeletsetting_object"):
                for element in every(document.root, kind):
                    self.assertEqual(only(element, "behaviors").get("services"),
                                     "without_processes")
                    self.assertEqual(only(element, "origin").text, "^(process|service)$")

    def test_every_rule_is_behind_it(self):
        benchmark = parts.read(parts.XCCDF)
        identifier = "#kubelet_node"
        behind = [rule for holder in every(benchmark, "Group", "Rule")
                  if identifier in [child.get("idref") for child in children(holder, "platform")]
                  for rule in every(holder, "Rule")]
        self.assertEqual(set(behind), set(every(benchmark, "Rule")))


# The rule that is no recommendation of CIS.
DRIFT = "xccdf_%s_rule_kubelet_drift" % parts.NAME


def cis_rules(benchmark):
    """All rules but one."""
    return [rule for rule in every(benchmark, "Rule") if rule.get("id") != DRIFT]


def for_every_rule(method):
    """Make a test of a rule the test of all."""
    @functools.wraps(method)
    def test(self):
        for rule in cis_rules(self.BENCHMARK):
            with self.subTest(rule=rule.get("id")):
                method(self, rule)
    return test


class Rules(unittest.TestCase):
    """What every rule has."""

    BENCHMARK = parts.read(parts.XCCDF)
    DATATYPES = {"string": "string", "number": "int"}
    FAMILIES = {reference.get("href"): reference.text
                for reference in children(BENCHMARK, "reference")}

    @for_every_rule
    def test_texts(self, rule):
        self.assertIn(rule.get("severity"), ("low", "medium", "high"))
        self.assertEqual((rule.get("selected"), rule.get("role")), ("true", "full"))
        self.assertTrue(only(rule, "status").get("date"))
        for name in ("title", "description", "rationale"):
            self.assertTrue(text(only(rule, name)), name)
        description = text(only(rule, "description"))
        for topic in ("Audit by hand", "Built-in default"):
            self.assertIn(topic, description)
        self.assertIn("Impact:", " ".join(map(text, children(rule, "warning"))))
        self.assertTrue(children(rule, "fixtext"))
        # Without the plugin oscap refuses the content.
        self.assertNotRegex(text(rule), r"\boscap xccdf")

    def test_audit_prints_the_whole_key(self):
        """The command by hand shows a setting that stands deep in its key, and not the next key."""
        lines = ("kind: KubeletConfiguration\nauthentication:\n  anonymous:\n    enabled: false\n"
                 "  webhook:\n    cacheTTL: 0s\n    enabled: true\n  x509:\n"
                 "    clientCAFile: ca.crt\ntlsCipherSuites:\n%sreadOnlyPort: 0\n" % ("- A\n" * 20))
        for name, first, last in (("client_ca", "authentication:", "    clientCAFile: ca.crt"),
                                  ("tls_cipher_suites", "tlsCipherSuites:", "- A"),
                                  ("read_only_port_secured", "readOnlyPort: 0", "readOnlyPort: 0")):
            rule = [rule for rule in cis_rules(self.BENCHMARK) if rule.get("id").endswith(name)][0]
            command = [text(code) for code in every(rule, "pre") if text(code).startswith("awk ")][0]
            printed = subprocess.check_output(
                ["sh", "-c", command.replace("/var/lib/kubelet/config.yaml", "-")], input=lines,
                universal_newlines=True).splitlines()
            self.assertEqual((printed[0], printed[-1]), (first, last))

    def test_words_are_apart(self):
        """A blank of a sheet between two elements of a text is not lost."""
        for holder in self.BENCHMARK.iter():
            for element in list(holder)[:-1]:
                if local(element) in ("code", "em", "strong"):
                    self.assertTrue(element.tail, text(holder))

    @for_every_rule
    def test_references(self, rule):
        found = [(self.FAMILIES.get(reference.get("href")), reference.text)
                 for reference in children(rule, "reference")]
        self.assertNotIn(None, [family for family, _ in found])
        self.assertEqual(len(found), len(set(found)))
        self.assertRegex(dict(found)["cis"], r"^4\.\d+(\.\d+)?$")
        idents = {ident.get("system"): ident for ident in children(rule, "ident")}
        for system in ("http://cisecurity.org/20-cc/v6.1", "http://cisecurity.org/20-cc/v7.0",
                       "http://cisecurity.org/20-cc/v8.0"):
            uri = system + "/control/" + idents[system].text.replace(".", "/subcontrol/")
            self.assertEqual(idents[system].get("{%s}controlURI" % system), uri)

    @for_every_rule
    def test_checks(self, rule):
        checks = children(rule, "check")
        systems = [(check.get("system"), only(check, "check-content-ref").get("href"))
                   for check in checks]
        question = (parts.OCIL_SYSTEM, parts.OCIL)
        self.assertIn(systems, ([(parts.OVAL_SYSTEM, parts.OVAL), question], [question]))
        if len(systems) == 1:
            self.assertIn("question for a person", text(only(rule, "description")))

    @for_every_rule
    def test_variables(self, rule):
        """A rule exports exactly the external variables that its definition needs."""
        oval = parts.OvalPart(parts.OVAL)
        external = {element.get("id") for element in every(oval.root, "external_variable")}
        values = {value.get("id"): value for value in every(self.BENCHMARK, "Value")}
        check = children(rule, "check")[0]
        if check.get("system") != parts.OVAL_SYSTEM:
            self.assertEqual(every(rule, "check-export"), [])
            return
        exports = {export.get("export-name"): export.get("value-id")
                   for export in children(check, "check-export")}
        needed = oval.needed_by(only(check, "check-content-ref").get("name"))
        self.assertEqual(set(exports), needed & external)
        for variable, value in exports.items():
            self.assertEqual(self.DATATYPES[values[value].get("type")],
                             oval.entities[variable].get("datatype"))
            possible = {element.text
                        for element in children(oval.entities[variable], "possible_value")}
            chosen = {element.text for element in children(values[value], "value")}
            self.assertTrue(not possible or chosen == possible, value)

    @for_every_rule
    def test_fixes(self, rule):
        """Of each rule that something on the node decides; test_fixes.py says what they do."""
        fixes = {fix.get("system"): fix for fix in children(rule, "fix")}
        families = [self.FAMILIES[reference.get("href")] for reference in children(rule, "reference")]
        kinds = [] if re.search("_(proxy_kubeconfig|kube_proxy_.*)$", rule.get("id")) else [
            "sh", "ansible"]
        if "kubelet-config" in families:
            kinds.append("kubernetes")
            if not re.search("_(client_ca|tls_cert|tls_key)$", rule.get("id")):
                kinds.append("ignition")
        self.assertEqual(set(fixes), {"urn:xccdf:fix:script:" + kind for kind in kinds})
        for fix in fixes.values():
            for attribute in ("strategy", "complexity", "disruption", "reboot"):
                self.assertTrue(fix.get(attribute), attribute)
        values = {value.get("id") for value in every(self.BENCHMARK, "Value")}
        self.assertLessEqual({sub.get("idref") for sub in every(rule, "sub")}, values)
        self.assertEqual("In one step" in " ".join(map(text, children(rule, "fixtext"))),
                         bool(kinds))


class Profiles(unittest.TestCase):
    """Which profile selects what."""

    BENCHMARK = parts.read(parts.XCCDF)

    def setUp(self):
        prefix = "xccdf_%s_profile_" % parts.NAME
        self.profiles = {profile.get("id")[len(prefix):]: profile
                         for profile in every(self.BENCHMARK, "Profile")}

    def test_the_four(self):
        self.assertEqual(list(self.profiles),
                         ["cis_node_level1", "cis_node_level2", "effective", "drift"])
        for name, profile in self.profiles.items():
            self.assertTrue(only(profile, "title").text, name)
            # oscap info prints it as it is.
            self.assertNotIn("\n", only(profile, "description").text)

    def test_level_2_holds_level_1(self):
        """It is written out: tools need not resolve `extends` in a resolved benchmark."""
        level1, level2, effective, _ = map(parts.profile_rules, self.profiles.values())
        self.assertLessEqual(level1, level2)
        self.assertEqual(level2 - level1, {
            "xccdf_%s_rule_kubelet_configure_event_creation" % parts.NAME})
        self.assertEqual(effective, level2)
        self.assertEqual(level2, {rule.get("id") for rule in cis_rules(self.BENCHMARK)})

    def test_drift_is_alone(self):
        self.assertEqual(parts.profile_rules(self.profiles["drift"]), {DRIFT})
        rule = [rule for rule in every(self.BENCHMARK, "Rule") if rule.get("id") == DRIFT][0]
        self.assertEqual((rule.get("selected"), rule.get("role")), ("false", "full"))
        for name in ("title", "description", "rationale", "fixtext"):
            self.assertTrue(text(only(rule, name)), name)

    def test_only_effective_goes_by_the_value(self):
        refined = {name: {(refine.get("idref"), refine.get("selector"))
                          for refine in children(profile, "refine-value")}
                   for name, profile in self.profiles.items()}
        prefix = "xccdf_%s_value_" % parts.NAME
        value = prefix + "accept_builtin_default"
        self.assertEqual(refined, {"cis_node_level1": set(), "cis_node_level2": set(),
                                   "effective": {
                                       (value, "accepted"),
                                       (prefix + "follow", "value_in_force"),
                                       (prefix + "kubelet_tls_cipher_suites", "with_tls13")},
                                   "drift": set()})
        values = {element.get("selector"): element.text
                  for holder in every(self.BENCHMARK, "Value") if holder.get("id") == value
                  for element in children(holder, "value")}
        self.assertEqual(values, {None: "false", "not_accepted": "false", "accepted": "true"})

    def test_selectors_exist(self):
        values = {value.get("id"): [element.get("selector")
                                    for element in children(value, "value")]
                  for value in every(self.BENCHMARK, "Value")}
        for selectors in values.values():
            self.assertIn(None, selectors, "a Value needs a default")
        for refine in every(self.BENCHMARK, "refine-value"):
            self.assertIn(refine.get("selector"), values[refine.get("idref")])


class Ocil(unittest.TestCase):
    """The questions for a person."""

    def test_the_benchmark_asks_all_of_them(self):
        checks = every(parts.read(parts.XCCDF), "check-content-ref")
        asked = {check.get("name") for check in checks if check.get("href") == parts.OCIL}
        questionnaires = every(parts.read(parts.OCIL), "questionnaire")
        self.assertEqual(asked, {element.get("id") for element in questionnaires})

    def test_references_resolve_and_all_is_used(self):
        root = parts.read(parts.OCIL)
        referred = {element.text for element in every(root, "test_action_ref")}
        referred |= {element.get("question_ref") for element in root.iter()
                     if element.get("question_ref")}
        defined = {element.get("id") for element in root.iter() if element.get("id")}
        questionnaires = {element.get("id") for element in every(root, "questionnaire")}
        self.assertEqual(referred, defined - questionnaires)


if __name__ == "__main__":
    unittest.main()
