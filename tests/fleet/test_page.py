# SPDX-License-Identifier: LGPL-2.1-or-later
"""summary.html in a real browser, with and without its script, and as a reader without eyes finds it."""
import html.parser
import io
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import driver
import fleetof
import real
import suite

import fleet
import gather
import model
import page as pages
import xccdf

WORK = tempfile.mkdtemp(prefix="oscap-kubelet-test.")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
EVIL = "<script>document.title='owned'</script><img src=x onerror=document.title='owned'>"
VOID = ("meta", "img", "input", "br", "link")


def setUpModule():
    """Scan both example nodes."""
    for node in ("good", "bad"):
        real.scan(os.path.join(WORK, node), node)


def tearDownModule():
    """Remove what was written."""
    shutil.rmtree(WORK)


def documents():
    """Their results."""
    return [real.read(WORK, node, "results.xml") for node in ("good", "bad")]


def browser():
    """The browser that is here."""
    found = [shutil.which(name) for name in BROWSERS if shutil.which(name)]
    if not found:
        raise AssertionError("missing: chromium")
    return found[0]


class Element:
    """An element of a page."""

    def __init__(self, name, attributes, parent):
        self.name = name
        self.attributes = dict(attributes)
        self.parent = parent
        self.children = []

    def __getitem__(self, name):
        return self.attributes.get(name)

    def every(self, name, **wanted):
        """All elements of that name and with these attributes, `css` being class, that are below."""
        found = []
        for child in self.children:
            if isinstance(child, str):
                continue
            if child.name == name and all(child["class" if key == "css" else key] == value
                                          for key, value in wanted.items()):
                found.append(child)
            found += child.every(name, **wanted)
        return found

    @property
    def text(self):
        """Its text, blanks folded."""
        return " ".join("".join(self.pieces()).split())

    def pieces(self):
        """The texts in it."""
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child.pieces()


class Page(html.parser.HTMLParser):
    """A page as a browser wrote it: each element has its end."""

    def __init__(self, text):
        super().__init__()
        self.top = self.at = Element("", (), None)
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        element = Element(tag, attrs, self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_endtag(self, tag):
        if tag not in VOID:
            if self.at.name != tag:
                raise AssertionError("</%s> ends a %s" % (tag, self.at.name))
            self.at = self.at.parent

    def handle_data(self, data):
        self.at.children.append(data)

    def only(self, name, **wanted):
        """The one element like that."""
        found = self.top.every(name, **wanted)
        if len(found) != 1:
            raise AssertionError("%d elements %s %s" % (len(found), name, wanted))
        return found[0]

    def rows(self):
        """The rows of nodes that are shown: {name: row}."""
        return {row.every("th")[0].text: row for row in self.only("table", id="map").every("tr", css="node")
                if row["hidden"] is None and row.parent["hidden"] is None}


class Case(unittest.TestCase):
    """A folder of results, and the page of it."""

    def setUp(self):
        self.top = tempfile.mkdtemp(dir=WORK)
        self.output = tempfile.mkdtemp(dir=WORK)
        self.pieces = fleetof.Pieces(documents())

    def put(self, name, choice, folder=None, change=None, top=None, **kwargs):
        """Write the results of a node, with a report."""
        data = self.pieces.document(name, choice if callable(choice) else lambda rule: choice, **kwargs)
        fleetof.write_node(top or self.top, folder or name, change(data) if change else data)
        real.write(b"<html>", top or self.top, folder or name, "report.html")

    def put_three(self):
        """Three nodes, one older than it was; one is missing, one broken."""
        self.put("worker-a", 0)
        self.put("worker-b", 1)
        self.put("worker-c", 0, change=lambda data: data.replace(b"<result>pass<", b"<result>error<", 1))
        real.write(b"<TestResult>", self.top, "worker-d", "results.xml")
        old = tempfile.mkdtemp(dir=WORK)
        self.put("worker-b", 0, top=old, day="2026-11-01")
        names = real.write(b"worker-a worker-b worker-c worker-d worker-e".replace(b" ", b"\n"), WORK, "names")
        self.summarise("--nodes", names, "--since", old)

    def summarise(self, *arguments):
        """Make the page."""
        code, out, err = real.summary("--output", self.output, *arguments, self.top)
        self.assertEqual((code, err), (2, ""), out)

    def show(self, anchor="", script=True):
        """The page as the browser has it when all is loaded. Without scripts nothing could tell what it has: so
        it is the policy that refuses that of the page."""
        name = "summary.html"
        if not script:
            name = "still.html"
            text = real.read(self.output, "summary.html")
            real.write(re.sub(rb"script-src 'sha256-[^']*'", b"script-src 'none'", text), self.output, name)
        profile = tempfile.mkdtemp(dir=WORK)
        done = subprocess.run(
            [browser(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--user-data-dir=" + profile, "--enable-logging=stderr", "--dump-dom",
             "file://%s/%s%s" % (self.output, name, anchor)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
            env=dict(os.environ, HOME=profile))
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        # A script or style that the page's own policy refuses, or an error of the script, is told there.
        told = re.findall(r"Content Security Policy|Uncaught", done.stderr.decode())
        self.assertEqual(told != [], not script, done.stderr.decode())
        return Page(done.stdout.decode())


class Three(Case):
    """Three nodes with results, one missing, one broken."""

    def setUp(self):
        super().setUp()
        self.put_three()

    def test_without_script(self):
        """All is there: nodes in their order, verdicts, reasons behind links; no filters."""
        page = self.show(script=False)
        self.assertEqual(list(page.rows()), ["worker-e", "worker-d", "worker-c", "worker-b", "worker-a"])
        self.assertIsNotNone(page.only("form")["hidden"])
        self.assertIsNotNone(page.only("aside")["hidden"])
        rows = page.rows()
        self.assertIn("missing: ", rows["worker-e"].text)
        self.assertIn("errored: worker-d/results.xml: it is no well-formed XML", rows["worker-d"].text)
        signs = [cell.text for cell in rows["worker-a"].every("td")[1:]]
        self.assertEqual(set(signs), {"\u2713", "\u2013"})
        failed = [cell for cell in rows["worker-b"].every("td", css="f")]
        self.assertGreater(len(failed), 5)
        for cell in failed:
            link, = cell.every("a")
            self.assertEqual((link.text, link["aria-label"]), ("\u2717+", "fail"))
            reason = page.only("li", id=link["href"][1:])
            self.assertRegex(reason.text, r"^4\.\d\.\d+ fail \(new failure, was pass\): \S")
        self.assertEqual([link["href"] for link in rows["worker-b"].every("th")[0].every("a")],
                         [os.path.relpath(os.path.join(self.top, "worker-b", "report.html"), self.output)])
        self.assertIn("authorization.mode is AlwaysAllow, source: command line, location: argv[3]",
                      page.top.text)

    def test_filters(self):
        """By result, rule, state and name, as the address says them."""
        for anchor, wanted in (
                ("#result=error", ["worker-c"]),
                ("#result=pass&rule=4.2.2", ["worker-c", "worker-a"]),
                ("#result=fail&rule=kubelet_authorization_mode", ["worker-b"]),
                ("#state=missing", ["worker-e"]), ("#node=ER-B&rule=4.2.2", ["worker-b"]),
                ("#result=none&rule=%3Cx&other", ["worker-e", "worker-d", "worker-c", "worker-b", "worker-a"])):
            with self.subTest(anchor):
                page = self.show(anchor)
                self.assertIsNone(page.only("form")["hidden"])
                self.assertEqual(list(page.rows()), wanted)
                self.assertEqual(page.only("div", id="shown").text, "%d of 5 nodes" % len(wanted))

    def test_panel(self):
        """The reason of a verdict in its parts, with the link to the report."""
        page = self.show(script=False)
        link, = [cell.every("a")[0] for cell in page.rows()["worker-b"].every("td", css="f")
                 if "authorization.mode" in page.only("li", id=cell.every("a")[0]["href"][1:]).text]
        page = self.show("#cell=" + link["href"][1:])
        panel = page.only("aside")
        self.assertIsNone(panel["hidden"])
        terms = [term.text for term in panel.every("dt")]
        told = dict(zip(terms, [value.text for value in panel.every("dd")]))
        self.assertEqual(terms, ["Setting", "Value", "Source", "Location"])
        self.assertRegex(told["Setting"], r"^authorization\.mode of kubelet \d+$")
        self.assertEqual((told["Value"], told["Source"]), ("AlwaysAllow", "command line"))
        self.assertTrue(told["Location"].startswith("argv[3], overrides "), told)
        self.assertTrue(panel.every("strong")[0].text.startswith("worker-b, 4.2.2 The kubelet's authorization"))
        self.assertEqual(panel.every("a")[0].text, "Report of worker-b")

    def test_access(self):
        """What assistive technology needs: language, title, headers, labels, names that are there once."""
        page = self.show()
        self.assertEqual(page.only("html")["lang"], "en")
        self.assertEqual(page.only("title").text, "5 nodes: 1 failed, 2 missing or errored")
        self.assertEqual(len(page.top.every("h1")), 1)
        for table in page.top.every("table"):
            for header in table.every("th"):
                self.assertIn(header["scope"], ("col", "row", "rowgroup"), header.text)
                self.assertTrue(header.text)
            for row in table.every("tr"):
                self.assertTrue(row.every("th"), row.text)
        for name in ("select", "input"):
            for control in page.top.every(name):
                self.assertEqual(len(page.top.every("label", **{"for": control["id"]})), 1)
        for region in page.top.every("div", role="region"):
            self.assertEqual(region["tabindex"], "0")
            self.assertTrue(region["aria-label"] or region["aria-labelledby"])
        names = self.names(page.top)
        self.assertEqual(len(names), len(set(names)))
        for link in page.top.every("a"):
            if link["href"].startswith("#"):
                self.assertIn(link["href"][1:], names)
            else:
                self.assertTrue(os.path.exists(os.path.join(self.output, link["href"])), link["href"])

    def names(self, element):
        """All ids below an element."""
        found = []
        for child in element.children:
            if not isinstance(child, str):
                found += ([child["id"]] if child["id"] else []) + self.names(child)
        return found


class Use(Case):
    """What a mouse and a keyboard do."""

    def setUp(self):
        super().setUp()
        self.put_three()
        self.page = driver.Driver(browser())
        self.addCleanup(self.page.__exit__)
        self.page.open("file://%s/summary.html" % self.output)
        # Two verdicts with reasons, one beside the other.
        self.links = ['#map td a[href="%s"]' % name for name in self.page.run(
            "return Array.from(document.querySelectorAll('#map td.f a')).slice(0, 2).map("
            "(link) => link.getAttribute('href'))")]

    def told(self):
        """What the panel shows; None if it is not there."""
        return self.page.text("#said strong") if self.page.is_shown("#panel") else None

    def name(self, link):
        """What it shows of a verdict: node and rule."""
        return self.page.run(
            "const cell = document.querySelector(arguments[0]).parentNode;"
            "const rule = document.getElementById('r' + (cell.cellIndex - 2));"
            "return cell.parentNode.cells[0].textContent + ', ' + rule.cells[0].textContent + ' '", link)

    def hash(self):
        """What the address says."""
        return self.page.run("return location.hash")

    def test_hover(self):
        """The reason of a verdict is there as long as the mouse is on it."""
        self.assertIsNone(self.told())
        for link in self.links:
            self.page.hover(link)
            self.assertTrue(self.told().startswith(self.name(link)), self.told())
        self.page.hover("h1")
        self.assertIsNone(self.told())
        self.assertEqual(self.hash(), "")

    def test_click(self):
        """A click keeps it, whatever the mouse is on then, and in the address; another one ends that."""
        first, second = self.links
        self.page.click(first)
        for elsewhere in ("h1", second, "#said"):
            self.page.hover(elsewhere)
            self.assertTrue(self.told().startswith(self.name(first)), self.told())
        self.assertEqual('#map td a[href="%s"]' % self.hash().replace("cell=", ""), first)
        self.assertTrue(self.page.run("return document.querySelector(arguments[0]).matches('[aria-current]')", first))
        self.page.click(second)
        self.assertTrue(self.told().startswith(self.name(second)), self.told())
        self.page.click("#close")
        self.assertIsNone(self.told())
        self.assertEqual(self.hash(), "")

    def test_keyboard(self):
        """Tab leads to a verdict, whose reason is there; Enter keeps it, Escape ends that and stays there."""
        first, second = self.links
        focus = "return document.activeElement === document.querySelector(arguments[0])"
        self.page.run("document.getElementById('map').closest('[role=region]').focus()")
        while not self.page.run(focus, first):
            self.page.press(driver.TAB)
            self.assertTrue(self.page.run("return document.activeElement.closest('#map') !== null"))
        self.assertTrue(self.told().startswith(self.name(first)), self.told())
        self.page.press(driver.ENTER, driver.TAB)
        self.assertTrue(self.page.run(focus, second))
        self.assertTrue(self.told().startswith(self.name(first)), self.told())
        self.page.press(driver.ESCAPE)
        self.assertIsNone(self.told())
        self.assertTrue(self.page.run(focus, first))
        self.page.press(driver.TAB)
        self.assertTrue(self.told().startswith(self.name(second)), self.told())

    def test_filter(self):
        """What is typed and chosen is heeded at once, and stands in the address; the button takes it back."""
        self.page.click("#node")
        self.page.press(*"ER-B")
        self.assertEqual((self.page.text("#shown"), self.hash()), ("1 of 5 nodes", "#node=ER-B"))
        self.page.click("#filters [type=reset]")
        self.page.run("return new Promise((done) => setTimeout(done, 0))")
        self.assertEqual((self.page.text("#shown"), self.hash()), ("5 of 5 nodes", ""))


class Hostile(Case):
    """What nodes say is text, wherever it stands."""

    def test_markup(self):
        """In names, values, folders and broken files."""
        escaped = EVIL.replace("<", "&lt;").encode()
        self.put("x", 1, folder="a'\">" + EVIL.replace("/", ""), change=lambda data: re.sub(
            rb"<target>[^<]*", b"<target>" + escaped, data).replace(b"AlwaysAllow", escaped).replace(
                b"600 or stricter", escaped))
        self.put("y", 1, folder="javascript:alert(1)")
        real.write(b"<TestResult>", self.top, EVIL.replace("/", ""), "results.xml")
        names = real.write(b"</title><script>document.title=1</script>\n", WORK, "hostile")
        self.summarise("--nodes", names)
        for script in (False, True):
            page = self.show("#cell=c2-6", script)
            self.assertEqual(page.only("title").text, "4 nodes: 2 failed, 2 missing or errored")
            self.assertEqual((len(page.top.every("script")), page.top.every("img")), (1, []))
            self.assertIn(EVIL, page.rows())
            self.assertIn("authorization.mode is " + EVIL, page.top.text)
            for link in page.top.every("a"):
                self.assertTrue(link["href"].startswith(("#", "../")), link["href"])
        self.assertIn(EVIL, page.only("aside").text)

    def test_policy(self):
        """Nothing but the page's own script and style may run, and nothing be loaded."""
        self.put("x", 1)
        self.summarise()
        text = real.read(self.output, "summary.html").decode()
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text).group(1)
        self.assertRegex(policy, r"^default-src 'none'; style-src 'sha256-\S+'; script-src 'sha256-\S+'; "
                                 r"base-uri 'none'; form-action 'none'$")
        self.assertNotRegex(text, r"(?i)https?:|<link|\bstyle=|\bon[a-z]+=")


class Plain(Case):
    """Results without messages, as a plain evaluation writes them."""

    def test_plain(self):
        """Verdicts are there, nothing leads to a reason, and that is said."""
        self.put("x", 1, change=lambda data: re.sub(rb"<message .*?</message>", b"", data, flags=re.S))
        self.summarise()
        text = real.read(self.output, "summary.html").decode()
        self.assertIn("<td class=f>\u2717", text)
        self.assertNotIn("href=#c", text)
        self.assertRegex(text, r"Of \d+ verdicts that failed or could not be decided the results tell no reason")


class Fifty(Case):
    """A fleet of fifty nodes."""

    def test_fifty(self):
        """Rows, and counts of rules, as the results have them."""
        fleetof.write_fleet(self.top, documents(), 50)
        self.summarise()
        page = self.show("#result=fail&rule=4.2.4")
        rule = [rule.split(b'"')[1] for rule in self.pieces.verdicts[0]].index(
            b"xccdf_io.github.oscap-kubelet_rule_kubelet_read_only_port_secured")
        wanted = ["node%04d" % number for number in range(1, 51) if fleetof.mixed(number, rule)]
        self.assertGreater(len(wanted), 5)
        self.assertEqual(list(page.rows()), wanted)
        row, = [row for row in page.top.every("tr") if row["id"] and row.every("th")[0].text == "4.2.4"]
        counts = dict(zip(["fail", "notapplicable", "pass"], [cell.text for cell in row.every("td")[2:]]))
        self.assertEqual(counts, {"fail": str(len(wanted)), "notapplicable": "", "pass": str(50 - len(wanted))})


class Size(unittest.TestCase):
    """Of the page of 2000 nodes."""

    def test_worst(self):
        """Where every rule fails, for a reason of many words, each is cut, and the value stays."""
        base = xccdf.Parser().read(documents()[1])
        found = gather.Gathered()
        reason = model.finding_of("kubelet 1234: authorization.mode is AlwaysAllow, source: command line, location: "
                                  "argv[3], overrides /var/lib/kubelet/config.yaml:9 (Webhook)" + " and more" * 40)
        for number in range(2000):
            scan = model.Scan("node%04d.cluster.example.com" % number)
            scan.profile, scan.file, scan.report = base.profile, "n/arf.xml", "n%04d/report.html" % number
            scan.rules = base.rules
            scan.verdicts = {rule: model.Verdict("fail", (reason,)) for rule in base.rules}
            found.scans[scan.node] = scan
        out = io.StringIO()
        pages.write(fleet.Fleet(found), {"version": "1", "made": "", "directory": ""}, "/a", "/b", out)
        text = out.getvalue()
        self.assertLess(len(text.encode()), 10e6)
        self.assertRegex(text, "There are so many that each is cut to [2-9][0-9] characters")
        self.assertEqual(text.count(" fail: AlwaysAllow (command lin"), 2000 * len(base.rules))


class Colours(unittest.TestCase):
    """Dark text on light ground."""

    def luminance(self, colour):
        """As WCAG 2 defines it."""
        digits = colour.lstrip("#")
        digits = "".join(2 * each for each in digits) if len(digits) == 3 else digits
        parts = [int(digits[at:at + 2], 16) / 255 for at in (0, 2, 4)]
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(factor * part for factor, part in zip((0.2126, 0.7152, 0.0722), parts))

    def test_contrast(self):
        """Each pair of a text and its ground has 7:1, which is more than WCAG's AA wants."""
        css = real.read(real.SUMMARY, "page.css").decode()
        pairs = re.findall(r"background: (#[0-9a-f]+); color: (#[0-9a-f]+)", css)
        pairs += [(ground, "#1b1f23") for ground in re.findall(r"background: (#[0-9a-f]+);? }", css)]
        self.assertGreaterEqual(len(pairs), 10)
        for ground, text in pairs:
            ratio = (self.luminance(ground) + 0.05) / (self.luminance(text) + 0.05)
            self.assertGreaterEqual(ratio, 7, (ground, text))


if __name__ == "__main__":
    suite.run_tests()
