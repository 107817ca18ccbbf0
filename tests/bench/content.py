# SPDX-License-Identifier: LGPL-2.1-or-later
"""Definitions and rules to be measured: ours, and what stock oscap has for the same question."""

# Settings that differ in kind; where more rules than these are wanted, they come again.
SETTINGS = (
    "authorization.mode", "authentication.anonymous.enabled", "authentication.webhook.enabled",
    "authentication.x509.clientCAFile", "readOnlyPort", "streamingConnectionIdleTimeout",
    "protectKernelDefaults", "makeIPTablesUtilChains", "hostname-override", "eventRecordQPS",
    "tlsCertFile", "tlsPrivateKeyFile", "rotateCertificates", "tlsCipherSuites",
    "featureGates.RotateKubeletServerCertificate", "podPidsLimit", "seccompDefault", "clusterDNS",
    "clusterDomain", "cgroupDriver", "maxPods", "port", "staticPodPath", "serverTLSBootstrap",
    "failSwapOn", "healthzPort", "evictionHard", "kubeReserved", "systemReserved", "kubeconfig")

_OVAL = """<?xml version="1.0" encoding="UTF-8"?>
<oval_definitions
    xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"
    xmlns:ind="http://oval.mitre.org/XMLSchema/oval-definitions-5#independent"
    xmlns:linux="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux"
    xmlns:unix="http://oval.mitre.org/XMLSchema/oval-definitions-5#unix"
    xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5">
  <generator>
    <oval:schema_version>5.11.3</oval:schema_version>
    <oval:timestamp>2026-01-01T00:00:00Z</oval:timestamp>
  </generator>
  <definitions>
{definitions}  </definitions>
  <tests>
{tests}  </tests>
  <objects>
{objects}  </objects>
</oval_definitions>
"""

_DEFINITION = """    <definition id="oval:bench:def:{number}" version="1" class="compliance">
      <metadata><title>t</title><affected family="unix"/><description>d</description></metadata>
      <criteria>
{criteria}      </criteria>
    </definition>
"""

_XCCDF = """<?xml version="1.0" encoding="UTF-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_bench_benchmark_b" resolved="1">
  <status date="2026-01-01">draft</status>
  <title>t</title>
  <version>1</version>
{rules}</Benchmark>
"""

_RULE = """  <Rule id="xccdf_bench_rule_{number}" selected="true">
    <title>rule {number}</title>
    <check system="http://oval.mitre.org/XMLSchema/oval-definitions-5">
      <check-content-ref href="{oval}" name="oval:bench:def:{number}"/>
    </check>
  </Rule>
"""


class _Document:
    """Definitions of tests of objects."""

    def __init__(self):
        self._parts = {"definitions": "", "tests": "", "objects": ""}
        self._objects = 0

    def add_object(self, kind, body):
        """@return a reference for add_definition()"""
        self._objects += 1
        name = "oval:bench:obj:%d" % self._objects
        self._parts["objects"] += '    <%s_object id="%s" version="1">%s</%s_object>\n' % (
            kind, name, body, kind)
        return kind, name

    def add_definition(self, number, *references):
        """One that is true if something was found for each object."""
        criteria = ""
        for at, (kind, name) in enumerate(references):
            test = "oval:bench:tst:%d%02d" % (number, at)
            criteria += '        <criterion test_ref="%s" comment="c"/>\n' % test
            self._parts["tests"] += (
                '    <%s_test id="%s" version="1" check="all" comment="t" '
                'check_existence="at_least_one_exists"><%s:object object_ref="%s"/></%s_test>\n'
                % (kind, test, kind.partition(":")[0], name, kind))
        self._parts["definitions"] += _DEFINITION.format(number=number, criteria=criteria)

    def __str__(self):
        return _OVAL.format(**self._parts)


def _setting(document, name):
    return document.add_object("linux:kubeletsetting", (
        "<linux:origin>process</linux:origin><linux:setting>%s</linux:setting>" % name))


def _command_line(document):
    return document.add_object("unix:process58", (
        '<unix:command_line operation="pattern match">^\\S*kubelet( |$)</unix:command_line>'
        '<unix:pid datatype="int" operation="greater than">0</unix:pid>'))


def _file(document, config, name):
    return document.add_object("ind:yamlfilecontent", (
        "<ind:filepath>%s</ind:filepath><ind:yamlpath>.%s</ind:yamlpath>" % (config, name)))


def _name(number):
    return SETTINGS[(number - 1) % len(SETTINGS)]


def nothing(rules, config):
    """Definitions that cost nothing themselves: what is left is oscap."""
    document = _Document()
    for number in range(1, rules + 1):
        document.add_definition(number, document.add_object("ind:family", ""))
    return document


def ours(rules, config):
    """A setting for each definition."""
    document = _Document()
    for number in range(1, rules + 1):
        document.add_definition(number, _setting(document, _name(number)))
    return document


def process58(rules, config):
    """The command line for each definition, as a template of a rule makes it."""
    document = _Document()
    for number in range(1, rules + 1):
        document.add_definition(number, _command_line(document))
    return document


def process58_yaml(rules, config):
    """The command line and the file, for each definition."""
    document = _Document()
    for number in range(1, rules + 1):
        document.add_definition(number, _command_line(document),
                                _file(document, config, _name(number)))
    return document


def process58_once_yaml(rules, config):
    """The same by an author who knows that oscap collects an object once: all share the first."""
    document = _Document()
    process = _command_line(document)
    for number in range(1, rules + 1):
        document.add_definition(number, process, _file(document, config, _name(number)))
    return document


def xccdf(rules, oval):
    """A rule for each definition of an OVAL file."""
    return _XCCDF.format(rules="".join(_RULE.format(number=number, oval=oval)
                                       for number in range(1, rules + 1)))


_STREAM = """<?xml version="1.0" encoding="UTF-8"?>
<ds:data-stream-collection xmlns:ds="http://scap.nist.gov/schema/scap/source/1.2"
    xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:cat="urn:oasis:names:tc:entity:xmlns:xml:catalog"
    id="scap_bench_collection_b" schematron-version="1.3">
  <ds:data-stream id="scap_bench_datastream_b" scap-version="1.3" use-case="CONFIGURATION"
      timestamp="2026-01-01T00:00:00Z">
    <ds:checklists>
      <ds:component-ref id="scap_bench_cref_xccdf.xml" xlink:href="#scap_bench_comp_xccdf.xml">
        <cat:catalog><cat:uri name="{name}" uri="#scap_bench_cref_oval.xml"/></cat:catalog>
      </ds:component-ref>
    </ds:checklists>
    <ds:checks>
      <ds:component-ref id="scap_bench_cref_oval.xml" xlink:href="#scap_bench_comp_oval.xml"/>
    </ds:checks>
  </ds:data-stream>
  <ds:component id="scap_bench_comp_xccdf.xml" timestamp="2026-01-01T00:00:00Z">{xccdf}</ds:component>
  <ds:component id="scap_bench_comp_oval.xml" timestamp="2026-01-01T00:00:00Z">{oval}</ds:component>
</ds:data-stream-collection>
"""


def stream(name, xccdf_text, oval_text):
    """A data stream of an XCCDF file and the OVAL file that it names."""
    return _STREAM.format(name=name, **{
        kind: text.partition("?>")[2] for kind, text in (("xccdf", xccdf_text), ("oval", oval_text))})
