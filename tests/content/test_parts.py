# SPDX-License-Identifier: LGPL-2.1-or-later
"""What every rule and check has to have, and what they may not do."""
import functools
import os
import re
import subprocess
import unittest
import xml.etree.ElementTree as ElementTree

import parts
from elements import children, every, local, only, text
from project import NAME, SOURCE


class Documents(unittest.TestCase):
    """All parts alike."""

    def test_no_placeholder_is_left(self):
        for part in parts.PARTS:
            with open(parts.path(part), encoding="utf-8") as file:
                self.assertNotRegex(file.read(), r"@\w+@", part)

    def test_version_is_that_of_the_project(self):
        with open(os.path.join(SOURCE, "CMakeLists.txt"), encoding="utf-8") as file:
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
                self.assertRegex(identifier, r"^(xccdf_|oval:|ocil:)" + re.escape(NAME))
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

    def test_every_test_has_an_object(self):
        """openscap-report ends at one that has none, such as an unknown_test."""
        for part, document in self.DOCUMENTS.items():
            for identifier in document.ids("tests"):
                self.assertTrue(every(document.entities[identifier], "object"), (part, identifier))

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
                    if test.get("check_existence") == existence and not self.is_place(document, test):
                        yield document, criteria, test

    @staticmethod
    def is_place(document, test):
        """Whether a test looks at a path of the machine, rather than where a kubelet says."""
        return local(test) == "file_test" and not document.object_of(test).findall(
            "./*[@var_ref]")

    def test_places_stand_beside_kubelets(self):
        """A path is there or is not; what could not be seen of the machine is told by a test beside it,
        which is in error then."""
        found = 0
        for document in self.DOCUMENTS.values():
            for criteria in every(document.root, "criteria"):
                tests = document.tests_of(criteria)
                if any(self.is_place(document, test) for test in tests):
                    found += 1
                    self.assertEqual(criteria.get("operator", "AND"), "AND")
                    self.assertIn(local(tests[0]), ("kubelet_test", "kubeletsetting_test"))
                    self.assertEqual(tests[0].get("check_existence"), "at_least_one_exists")
                    self.assertFalse(every(document.object_of(tests[0]), "filter"))
        self.assertEqual(found, 16)

    @staticmethod
    def must_be_known(test):
        """Whether a test is in error with what it is of. Of kube-proxies there need be none."""
        return test.get("check_existence") == (
            "any_exist" if local(test) == "kubeproxysetting_test" else "at_least_one_exists")

    def knows(self, document, criteria, setting):
        """Whether the criteria have a test that fails for, and is in error with, each kubelet of
        which the setting is not known."""
        for test in document.tests_of(criteria):
            settings = every(document.object_of(test), "setting") \
                if every(test, "object") else []
            if (settings and text(settings[0]) == setting and children(test, "state") and
                    self.must_be_known(test) and not every(document.object_of(test), "filter")):
                return True
        return False

    def test_nothing_there_is_no_error_unseen(self):
        """"None" is true of an object in error too, if a filter took what it has."""
        found = 0
        for document, criteria, test in self.each_test("none_exist"):
            if local(test) == "kubelet_test" or (local(test) == "kubeproxysetting_test" and not every(
                    document.object_of(test), "filter")):
                continue  # without a filter: see Applicability
            found += 1
            self.assertEqual(criteria.get("operator", "AND"), "AND")
            setting = text(only(document.object_of(test), "setting"))
            self.assertTrue(self.knows(document, criteria, setting), test.get("id"))
        self.assertEqual(found, 11)

    def test_no_file_is_no_pass(self):
        """Where it makes no difference whether there is a file, it is an error if there is none: of the
        object of the first test what is not there, of the variable of the last whatever oscap did not
        look at."""
        found = 0
        for document, criteria, test in self.each_test("any_exist"):
            if local(test) == "kubeproxysetting_test":
                continue
            found += 1
            if test.get("id") == "oval:%s:tst:501" % NAME:
                # Of what is asked for by a Value alone; the test beside it is of the same kubelets.
                self.assertEqual(local(document.tests_of(criteria)[0]), "kubeletdrift_test")
                continue
            self.assertEqual((local(test), criteria.get("operator")), ("file_test", "AND"))
            known, judged, counted = document.tests_of(criteria)[:3]
            self.assertIs(judged, test)
            self.assertEqual(known.get("check_existence"), "at_least_one_exists")
            known = document.object_of(known)
            self.assertIn((local(known), only(known, "behaviors").get("files")),
                          (("kubelet_object", "configuration"), ("kubelet_object", "unit"),
                           ("kubeletsetting_object", "named"),
                           ("kubeproxysetting_object", "named")))
            self.assertFalse(every(known, "filter"))
            state = document.entities[only(counted, "state").get("state_ref")]
            variable = document.entities[only(state, "value").get("var_ref")]
            inner = only(only(only(variable, "substring"), "regex_capture"), "concat")
            self.assertEqual({component.get("object_ref")
                              for component in every(inner, "object_component")},
                             {document.object_of(test).get("id")})
            path = only(document.object_of(test), "filepath")
            self.assertIn(path.get("var_ref"), document.references(inner))
        self.assertEqual(found, 19)

    def test_alternatives_have_to_be_found(self):
        """Of an "or" each part is a test of something that is there."""
        for document in self.DOCUMENTS.values():
            for criteria in every(document.root, "criteria"):
                if criteria.get("operator", "AND") != "AND":
                    for test in document.tests_of(criteria):
                        if local(test) != "variable_test":
                            self.assertEqual(test.get("check_existence"), "at_least_one_exists")
                            self.assertTrue(children(test, "state"))

    def test_variables_take_values_only(self):
        """An entity that does not exist would be an empty text in a variable."""
        document = self.DOCUMENTS[parts.OVAL]
        for component in every(document.root, "object_component"):
            source = document.entities[component.get("object_ref")]
            if local(source) == "file_object":
                # What has no type is an error of oscap's: a file that was not looked at.
                self.assertIn(component.get("item_field"), ("type", "path"))
                continue
            state = document.entities[text(only(source, "filter"))]
            if component.get("item_field") != "pid":
                self.assertIn(component.get("item_field"), [local(child) for child in state])


    def test_lists_of_allowed_cipher_suites(self):
        """A list is captured if each member is in the list behind the colon, by its whole name."""
        variable = self.DOCUMENTS[parts.OVAL].entities["oval:%s:var:4021202" % NAME]
        pattern = only(variable, "regex_capture").get("pattern")
        for value, good in (("A, B", True), ("B", True), ("C_2, B, A", True), ("", False),
                            ("A, ", False), ("A,B", False), ("A, D", False), ("D, A", False),
                            ("C", False), ("_2", False), ("C_22", False), ("A, B:A", False),
                            ("A, B ", False), (" A", False)):
            match = re.search(pattern, value + ":B,C_2,A")
            self.assertEqual(match.group(1) if match else "", value if good else "", value)


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
            # That there is a control plane is seen by what there is.
            self.assertEqual(test.get("check_existence"),
                             "at_least_one_exists" if definition.get("id").endswith(":990")
                             else "none_exist")
            self.assertEqual(children(test, "state"), [])

    def test_services_stand_in_for_processes(self):
        """On an image, and only there; the same in what the rules are made of, for which a Value may add
        what is set aside.
        """
        variables = [{"operation": "pattern match", "var_ref": "oval:%s:var:%d" % (NAME, number)}
                     for number in (31, 33, 34, 35)]
        for part, pattern, attributes in (
                (parts.CPE_OVAL, "^(process|service)$", [{"operation": "pattern match"}]),
                (parts.OVAL, None, variables)):
            document = parts.OvalPart(part)
            for kind in ("kubelet_object", "kubeletsetting_object"):
                for element in every(document.root, kind):
                    self.assertEqual(only(element, "behaviors").get("services"),
                                     "without_processes")
                    origin = only(element, "origin")
                    self.assertEqual(origin.text, pattern)
                    self.assertIn(dict(origin.attrib), attributes)

    def test_every_rule_is_behind_it(self):
        benchmark = parts.read(parts.XCCDF)
        identifier = "#kubelet_node"
        holders = [benchmark] + every(benchmark, "Profile")
        for holder in holders:
            self.assertEqual([child.get("idref") for child in children(holder, "platform")],
                             [identifier])


BENCHMARKS = children(ElementTree.parse(os.path.join(SOURCE, "content", "benchmarks.xml")).getroot(),
                      "benchmark")

# Rules that no level of CIS Kubernetes has are in other profiles alone.
def is_of_cis(rule):
    """Whether CIS Kubernetes recommends it."""
    return any(reference.get("href") == parts.CIS for reference in children(rule, "reference"))


# The rules that no benchmark has.
DRIFT = {"xccdf_%s_rule_%s_drift" % (NAME, name) for name in ("kubelet", "kube_proxy")}


def cis_rules(benchmark):
    """All other rules."""
    return [rule for rule in every(benchmark, "Rule") if rule.get("id") not in DRIFT]


def for_every_rule(method):
    """Make a test of a rule the test of all."""
    @functools.wraps(method)
    def test(self):
        for rule in cis_rules(self.BENCHMARK):
            with self.subTest(rule=rule.get("id")):
                method(self, rule)
    return test


def rule_number(rule):
    """The number of a rule in CIS Kubernetes; of another rule nothing."""
    return "".join(reference.text for reference in children(rule, "reference")
                   if reference.get("href") == parts.CIS)


class Rules(unittest.TestCase):
    """What every rule has."""

    BENCHMARK = parts.read(parts.XCCDF)
    DATATYPES = {"string": "string", "number": "int"}
    FAMILIES = {reference.get("href"): reference.text
                for reference in children(BENCHMARK, "reference")}

    @for_every_rule
    def test_texts(self, rule):
        self.assertIn(rule.get("severity"), ("low", "medium", "high"))
        self.assertEqual((rule.get("selected"), rule.get("role")),
                         ("true" if is_of_cis(rule) else "false", "full"))
        self.assertTrue(only(rule, "status").get("date"))
        for name in ("title", "description", "rationale"):
            self.assertTrue(text(only(rule, name)), name)
        description = text(only(rule, "description"))
        self.assertIn("Built-in default", description)
        # Of several, programs show none.
        self.assertTrue(text(only(rule, "warning")).startswith("Impact: "))
        self.assertTrue(text(only(rule, "fixtext")))
        # Programs look for the number in the title.
        if is_of_cis(rule):
            self.assertTrue(only(rule, "title").text.startswith(rule_number(rule) + " "))
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
            number = children(rule, "check")[-1][0].get("name").rpartition(":")[2]
            question = [question for question in every(parts.read(parts.OCIL), "boolean_question")
                        if question.get("id").endswith(":" + number)][0]
            command = re.search("^ *(awk .*)$", only(question, "question_text").text, re.M).group(1)
            printed = subprocess.check_output(
                ["sh", "-c", command.replace("FILE", "-")], input=lines,
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
        idents = [(ident.get("system"), ident.text) for ident in children(rule, "ident")]
        if is_of_cis(rule):
            self.assertRegex(dict(found)["cis"], r"^4\.\d+(\.\d+)?$")
            self.assertEqual(idents.pop(0), (parts.CIS, dict(found)["cis"]))
        self.assertEqual({system for system, _ in idents}, {"http://cyber.mil/cci"})
        self.assertEqual(len(idents), len([family for family, _ in found if family == "nist"]))
        for _, cci in idents:
            self.assertRegex(cci, "^CCI-[0-9]{6}$")

    def test_texts_have_no_indentation(self):
        """Outside of what is written out."""
        for kind in ("description", "warning", "rationale", "fixtext", "notice"):
            for element in every(self.BENCHMARK, kind):
                outside = "".join(element.itertext())
                for pre in every(element, "pre"):
                    outside = outside.replace("".join(pre.itertext()), "", 1)
                if kind != "description" or local(element[0] if len(element) else element) != "p":
                    self.assertNotRegex(outside, r"^\s|\n[ \t]|  ", kind)

    def test_severities_are_those_of_the_table(self):
        table = ElementTree.parse(os.path.join(SOURCE, "content", "severities.xml")).getroot()
        rows = [(name, row.get("is")) for row in table for name in row.get("rules").split()]
        for row in table:
            self.assertTrue(text(row).endswith("."), row.attrib)
        self.assertEqual(dict(rows), {
            rule.get("id").rpartition("_rule_")[2]: rule.get("severity")
            for rule in every(self.BENCHMARK, "Rule")})
        self.assertEqual({name for name, severity in rows if severity == "high"}, {
            "kubelet_anonymous_auth", "kubelet_authorization_mode",
            "kubelet_read_only_port_secured"})

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

    # What nothing on the node decides, and what a fix could break.
    UNFIXED = ("_(static_pods|static_pod_path|pki|pki_keys|pki_certificates|azure_json|sshd_.*|"
               "kubectl_version|dynamic_.*_gate|pod_security_gate|eviction_thresholds_.*)$")

    @for_every_rule
    def test_fixes(self, rule):
        """Of each rule that something on the node decides; test_fixes.py says what they do."""
        fixes = {fix.get("system"): fix for fix in children(rule, "fix")}
        families = [self.FAMILIES[reference.get("href")] for reference in children(rule, "reference")]
        kinds = [] if re.search(self.UNFIXED, rule.get("id")) else ["sh", "ansible"]
        if "kubelet-config" in families and kinds and not re.search(
                "_(client_ca|tls_cert|tls_key|server_cert_rotation)$", rule.get("id")):
            kinds += ["kubernetes", "ignition"]
            # compliance-operator takes the first of the two, and its text alone.
            self.assertLess(list(fixes).index("urn:xccdf:fix:script:kubernetes"),
                            list(fixes).index("urn:xccdf:fix:script:ignition"))
            self.assertEqual(every(fixes["urn:xccdf:fix:script:kubernetes"], "sub"), [])
        self.assertEqual(set(fixes), {"urn:xccdf:fix:script:" + kind for kind in kinds})
        for fix in fixes.values():
            for attribute in ("strategy", "complexity", "disruption", "reboot"):
                self.assertTrue(fix.get(attribute), attribute)
        values = {value.get("id") for value in every(self.BENCHMARK, "Value")}
        self.assertLessEqual({sub.get("idref") for sub in every(rule, "sub")}, values)
        self.assertEqual("In one step:" in " ".join(map(text, children(rule, "fixtext"))),
                         bool(kinds))


class Profiles(unittest.TestCase):
    """Which profile selects what."""

    BENCHMARK = parts.read(parts.XCCDF)

    def setUp(self):
        prefix = "xccdf_%s_profile_" % NAME
        self.profiles = {profile.get("id")[len(prefix):]: profile
                         for profile in every(self.BENCHMARK, "Profile")}

    def test_names(self):
        self.assertEqual(list(self.profiles),
                         ["cis_node_level1", "cis_node_level2", "effective"] +
                         [benchmark.get("profile") for benchmark in BENCHMARKS
                          if benchmark.get("profile")] + ["drift"])
        for name, profile in self.profiles.items():
            self.assertTrue(only(profile, "title").text, name)
            # oscap info prints it as it is.
            self.assertNotIn("\n", only(profile, "description").text)

    def test_level_2_holds_level_1(self):
        """It is written out: tools need not resolve `extends` in a resolved benchmark."""
        level1, level2, effective = (parts.profile_rules(self.profiles[name]) for name in
                                     ("cis_node_level1", "cis_node_level2", "effective"))
        self.assertLessEqual(level1, level2)
        self.assertEqual(level2 - level1, {
            "xccdf_%s_rule_kubelet_configure_event_creation" % NAME})
        self.assertEqual(effective - level2, {"xccdf_%s_rule_%s" % (NAME, rule) for rule in (
            "kubelet_configure_tls_min_version", "file_permissions_kubelet_tls_key",
            "file_owner_kubelet_tls_key", "file_groupowner_kubelet_tls_key")})
        self.assertLessEqual(level2, effective)
        self.assertEqual(level2, {rule.get("id") for rule in every(self.BENCHMARK, "Rule")
                                  if is_of_cis(rule)})

    def test_drift_is_alone(self):
        self.assertEqual(parts.profile_rules(self.profiles["drift"]), DRIFT)
        for rule in every(self.BENCHMARK, "Rule"):
            if rule.get("id") in DRIFT:
                self.assertEqual((rule.get("selected"), rule.get("role")), ("false", "full"))
                for name in ("title", "description", "rationale", "fixtext"):
                    self.assertTrue(text(only(rule, name)), name)

    def test_only_effective_goes_by_the_value(self):
        refined = {name: {(refine.get("idref"), refine.get("selector"))
                          for refine in children(profile, "refine-value")}
                   for name, profile in self.profiles.items() if not children(profile, "reference")}
        prefix = "xccdf_%s_value_" % NAME
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


def asked(benchmark):
    """The items of a benchmark of the table: its own, or those of the one that it is like."""
    like = [other for other in BENCHMARKS if other.get("family") == benchmark.get("like")]
    return children(like[0] if like else benchmark, "item")


class Benchmarks(unittest.TestCase):
    """The table, and what is made of it."""

    BENCHMARK = parts.read(parts.XCCDF)
    RULES = {rule.get("id").partition("_rule_")[2]: rule for rule in every(BENCHMARK, "Rule")}
    # Items that files and settings of a node answer.
    COUNTS = {"cis-eks": 13, "cis-aks": 13, "cis-gke": 4, "cis-oke": 14, "cis-openshift": 22,
              "cis-rke2": 20, "cis-k3s": 20, "cis-ack": 20, "stig": 34, "cis-2.0.1": 0}

    def profile(self, benchmark):
        """The profile of a benchmark."""
        return [profile for profile in every(self.BENCHMARK, "Profile")
                if profile.get("id").endswith("_profile_" + benchmark.get("profile"))][0]

    def test_every_item_is_there(self):
        self.assertEqual({benchmark.get("family"): len(asked(benchmark))
                          for benchmark in BENCHMARKS}, self.COUNTS)

    def test_page(self):
        """benchmarks.md has each profile, and in the row of a rule all its numbers."""
        with open(os.path.join(SOURCE, "content", "benchmarks.md"), encoding="utf-8") as file:
            rows = {line.split("`")[1]: line for line in file if line.startswith("| `")}
        for benchmark in BENCHMARKS:
            if benchmark.get("profile"):
                self.assertIn("| %s | %d |" % (benchmark.get("title"), len(asked(benchmark))),
                              rows[benchmark.get("profile")])
            for item in asked(benchmark):
                for rule in item.get("rules").split():
                    self.assertIn(item.get("v") or item.get("number"), rows[rule])

    def test_an_item_is_named_once(self):
        for benchmark in BENCHMARKS:
            for name in ("number", "v"):
                named = [item.get(name) for item in asked(benchmark) if item.get(name)]
                self.assertEqual(len(named), len(set(named)), benchmark.get("family"))

    def test_families_are_told_apart(self):
        hrefs = [reference.get("href") for reference in children(self.BENCHMARK, "reference")]
        self.assertEqual(len(hrefs), len(set(hrefs)))
        names = [reference.text for reference in children(self.BENCHMARK, "reference")]
        self.assertEqual(len(names), len(set(names)))

    def test_profiles(self):
        """Each has the rules of its items, and those alone, and says which version it is of."""
        for benchmark in (benchmark for benchmark in BENCHMARKS if benchmark.get("profile")):
            profile = self.profile(benchmark)
            wanted = {"xccdf_%s_rule_%s" % (NAME, rule) for item in asked(benchmark)
                      for rule in item.get("rules").split()}
            self.assertEqual(parts.profile_rules(profile), wanted)
            unselected = {rule.get("id") for rule in self.RULES.values()
                          if rule.get("selected") == "false"}
            named = {select.get("idref") for select in children(profile, "select")}
            self.assertEqual(named | unselected,
                             {rule.get("id") for rule in self.RULES.values()})
            self.assertRegex(text(only(profile, "title")), r" (V?\d+[.R]\d+)")
            self.assertNotRegex(profile.get("id"), r"\d+[._R]\d")
            self.assertEqual(only(profile, "reference").get("href"), benchmark.get("href"))

    def test_references(self):
        """A rule has the numbers of all its items, and no other."""
        for benchmark in BENCHMARKS:
            for name, rule in self.RULES.items():
                found = [reference.text for reference in children(rule, "reference")
                         if reference.get("href") == benchmark.get("href")]
                wanted = [item.get("number") if item.get("v") is None else "V-" + item.get("v")
                          for item in asked(benchmark) if name in item.get("rules").split()]
                if benchmark.get("like") == "cis":
                    wanted = [reference.text for reference in children(rule, "reference")
                              if reference.get("href") == parts.CIS]
                self.assertEqual(found, wanted, (benchmark.get("family"), name))

    def test_stig(self):
        """The ids that belong together, as DISA writes them, and its categories in the profile."""
        families = Rules.FAMILIES
        stig = [benchmark for benchmark in BENCHMARKS if benchmark.get("family") == "stig"][0]
        refined = {refine.get("idref"): refine.get("severity")
                   for refine in children(self.profile(stig), "refine-rule")}
        for name, rule in self.RULES.items():
            found = {}
            for reference in children(rule, "reference"):
                found.setdefault(families[reference.get("href")], []).append(reference.text)
            items = [item for item in asked(stig) if name in item.get("rules").split()]
            self.assertEqual(found.get("stigid", []),
                             ["CNTR-K8-" + item.get("number") for item in items], name)
            self.assertEqual(found.get("stigref", []),
                             ["SV-%sr%s_rule" % (item.get("v"), item.get("revision"))
                              for item in items])
            self.assertEqual(found.get("disa", []),
                             ["CCI-" + control for item in items
                              for control in item.get("cci").split()])
            for item in items:
                self.assertEqual(refined.get(rule.get("id"), rule.get("severity")),
                                 {"1": "high", "2": "medium"}[item.get("cat")], name)


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
