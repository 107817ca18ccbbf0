# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every hook is effective, in the real oscap and where an imitation shows its results; or none is."""
import os
import re
import sys
import tempfile

from loader import (FAKES, HOOKS, PLUGIN, Case, environment, fake, loaded_libraries, oscap, preload,
                    real_libopenscap, real_oscap, run, validator)
from suite import run_tests, table
from test_schema import document

UNKNOWN = 'kubelet_test results will be "unknown"'


PLATFORM_XCCDF = """<?xml version="1.0" encoding="UTF-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_test_benchmark_b" resolved="1">
  <status date="2026-01-01">draft</status>
  <title>t</title>
  <version>1</version>
%s</Benchmark>
"""
PLATFORM_RULE = """  <Rule id="xccdf_test_rule_%d" selected="true"><title>t</title><platform idref="%s"/></Rule>
"""


class RealOscap(Case):
    """The oscap of this machine."""

    def test_version_lists_our_types_aligned(self):
        """The new rows of the list look like the stock ones."""
        result = oscap("--version")
        self.assert_run(result, 0, err="")
        rows = result.out.partition("==== Supported OVAL objects")[2].splitlines()
        self.assertIn("linux         kubelet                      probe_kubelet", rows)
        self.assertIn("linux         kubeletsetting               probe_kubeletsetting", rows)
        self.assertIn("linux         kubeletdrift                 probe_kubeletdrift", rows)
        self.assertIn("linux         kubeproxysetting             probe_kubeproxysetting", rows)
        self.assertIn("linux         kubeproxydrift               probe_kubeproxydrift", rows)
        for row in rows[3:]:
            self.assertRegex(row, r"^(?=.{14}\S)(?=.{43}probe_)")

    def test_version_lists_all_stock_types(self):
        """Nothing of the stock list is lost."""
        stock = run([real_oscap(), "--version"]).out.splitlines()
        ours = oscap("--version").out.splitlines()
        lost = [line for line in stock if line not in ours and "probe_" in line]
        self.assertEqual(lost, [])
        self.assertEqual(len(ours) - len(stock) >= 2 or "Debian 13 has no CPE names", True)

    def test_each_hook_is_bound_to_the_plugin(self):
        """The dynamic linker itself says which function each caller gets."""
        with tempfile.TemporaryDirectory() as work:
            log = os.path.join(work, "bindings")
            result = run([real_oscap(), "--version"], env=environment(
                LD_PRELOAD=preload(PLUGIN), LD_DEBUG="bindings", LD_DEBUG_OUTPUT=log,
                LD_BIND_NOW="1"))
            self.assert_run(result, 0)
            text = ""
            for name in os.listdir(work):
                with open(os.path.join(work, name), errors="replace") as file:
                    text += file.read()
        bound = set(re.findall(
            r"binding file \S*/(?:libopenscap\.so\S*|oscap) \[0\] to " + re.escape(PLUGIN) +
            r" \[0\]: normal symbol `(\w+)'", text))
        self.assertEqual(bound, HOOKS)


ALL = """\
1 main=1 init=1 fini=1 offline=1 text=one str=one exists=1
9900 main=1 init=1 fini=1 offline=1 text=kubelet str=kubelet exists=1
9901 main=1 init=1 fini=1 offline=1 text=kubeletsetting str=kubeletsetting exists=1
9902 main=1 init=1 fini=1 offline=1 text=kubeletdrift str=kubeletdrift exists=1
9903 main=1 init=1 fini=1 offline=1 text=kubeproxysetting str=kubeproxysetting exists=1
9904 main=1 init=1 fini=1 offline=1 text=kubeproxydrift str=kubeproxydrift exists=1
9999 main=0 init=0 fini=0 offline=0 text=(null) str=(null) exists=0
size=8 1 2 3 9900 9901 9902 9903 9904 0
linux/kubelet=9900 linux/kubeletsetting=9901 linux/kubeletdrift=9902 linux/kubeproxysetting=9903 linux/kubeproxydrift=9904 unix/kubelet=0 linux/two=2
import=1 tailoring=1
"""
NONE = """\
1 main=1 init=1 fini=1 offline=1 text=one str=one exists=1
9900 main=0 init=0 fini=0 offline=0 text=(null) str=(null) exists=0
9901 main=0 init=0 fini=0 offline=0 text=(null) str=(null) exists=0
9902 main=0 init=0 fini=0 offline=0 text=(null) str=(null) exists=0
9903 main=0 init=0 fini=0 offline=0 text=(null) str=(null) exists=0
9904 main=0 init=0 fini=0 offline=0 text=(null) str=(null) exists=0
9999 main=0 init=0 fini=0 offline=0 text=(null) str=(null) exists=0
size=3 1 2 3 0
linux/kubelet=0 linux/kubeletsetting=0 linux/kubeletdrift=0 linux/kubeproxysetting=0 linux/kubeproxydrift=0 unix/kubelet=0 linux/two=2
import=1 tailoring=1
"""


class Effective(Case):
    """An imitation that leaves the plugin all the room it needs."""

    def test_without_plugin(self):
        """The imitation alone knows nothing of kubelets."""
        self.assert_run(run([fake("whole"), "table"]), 0, NONE, "")

    def test_with_plugin(self):
        """With the plugin it knows our types, and its own as before."""
        result = run([fake("whole"), "table"], env=environment(LD_PRELOAD=preload(PLUGIN)))
        self.assert_run(result, 0, ALL, "")

    def test_list(self):
        """The list ends with our types."""
        result = run([fake("whole"), "--version"], env=environment(LD_PRELOAD=preload(PLUGIN)))
        names = [line.split()[1] for line in result.out.splitlines()]
        self.assertEqual(names, ["one", "two", "three", "kubelet", "kubeletsetting", "kubeletdrift",
                                 "kubeproxysetting", "kubeproxydrift"])


@table([
    # name, imitation, what is wrong, what the imitation prints then
    ("all hooks are dead (Bsymbolic)", "symbolic",
     "was built without symbol interposition (probe_table_get_main_function is bound internally)",
     NONE),
    ("all hooks are dead (protected)", "protected",
     "was built without symbol interposition (probe_table_get_main_function is bound internally)",
     NONE),
    ("one hook is dead", "partial",
     "was built without symbol interposition (probe_table_exists is bound internally)",
     re.sub(r" exists=.", "", NONE)),
    ("one hook does not exist", "hookless", "has no probe_table_at_index",
     NONE.replace(" 1 2 3 0\n", "\n")),
    ("imports do not exist", "bare", "does not bring ", NONE),
    ("one import does not exist", "lacking", "does not bring probe_item_filtered", NONE),
])
class Ineffective(Case):
    """Imitations where not everything works: then nothing may, and one line says why."""

    def check(self, name, problem, table_text):
        library = os.path.join(os.path.dirname(fake(name)), "libopenscap.so.99")
        result = run([fake(name), "table"], env=environment(LD_PRELOAD=preload(PLUGIN)))
        self.assert_run(result, 0, table_text)
        self.assertEqual(result.err.count("\n"), 1, str(result))
        self.assertTrue(result.err.startswith("oscap-kubelet: " + library + " "), str(result))
        self.assertIn(problem, result.err)
        self.assertTrue(result.err.endswith(": " + UNKNOWN + "\n"), str(result))
        refused = oscap("table", env=environment(OSCAP_KUBELET_OSCAP=fake(name)))
        self.assert_refused(refused, library, problem, UNKNOWN)


class Named(Case):
    """Imitations whose libopenscap has another name."""

    def test_number(self):
        """Whatever its number is, the plugin works."""
        result = oscap("table", env=environment(OSCAP_KUBELET_OSCAP=fake("numbered")))
        self.assert_run(result, 0, ALL, "")

    def test_renamed(self):
        """Of another name the plugin does not know it: preloaded it does nothing, and the wrapper refuses."""
        result = run([fake("renamed"), "table"], env=environment(LD_PRELOAD=preload(PLUGIN)))
        self.assert_run(result, 0, NONE, "")
        refused = oscap("table", env=environment(OSCAP_KUBELET_OSCAP=fake("renamed")))
        self.assert_refused(refused, fake("renamed") + " does not load the plugin ", "it is linked with no libopenscap.so")


class Taken(Case):
    """Another preloaded library has the same idea."""

    def test_taken(self):
        """A hook that somebody before us has taken is not effective."""
        other = os.path.join(os.path.dirname(fake("whole")), "libopenscap.so.99")
        result = run([fake("whole"), "table"],
                     env=environment(LD_PRELOAD=preload(other, PLUGIN)))
        self.assertEqual(result.code, 0, str(result))
        self.assertIn("another preloaded library has taken ", result.err)
        self.assertEqual(result.out, NONE)


class Local(Case):
    """Python opens libopenscap with RTLD_LOCAL, where our hooks are called but see no successor."""

    PROGRAM = """
import ctypes, sys
library = ctypes.CDLL(sys.argv[1])
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
stream = libc.fopen(b"/dev/stdout", b"w")
library.probe_table_list(ctypes.c_void_p(stream))
libc.fclose(ctypes.c_void_p(stream))
print(library.probe_table_size())
"""

    def test_local(self):
        """libopenscap works as it would without the plugin, and nothing is printed."""
        argv = ["python3", "-c", self.PROGRAM, real_libopenscap()]
        plain = run(argv)
        self.assert_run(plain, 0, err="")
        self.assertIn("probe_textfilecontent54", plain.out)
        preloaded = run(argv, env=environment(LD_PRELOAD=preload(PLUGIN)))
        self.assert_run(preloaded, 0, plain.out, "")


class LocalLibxml2(Case):
    """A program without libopenscap whose libxml2 is not seen by all, such as one with lxml."""

    SOURCE = """
#include <stddef.h>
void *xmlNewDoc(const char *version);
void xmlDocDumpMemory(void *document, char **memory, int *size);
int dump(void)
{
	char *memory = NULL;
	int size = 0;
	xmlDocDumpMemory(xmlNewDoc("1.0"), &memory, &size);
	return memory != NULL ? size : -1;
}
"""
    PROGRAM = "import ctypes, sys; print(ctypes.CDLL(sys.argv[1]).dump())"

    def test_dump(self):
        """It gets the text of a document as without the plugin."""
        libxml2 = next(path for name, path in loaded_libraries(real_libopenscap()).items()
                       if name.startswith("libxml2.so"))
        with tempfile.TemporaryDirectory() as work:
            source, library = os.path.join(work, "x.c"), os.path.join(work, "x.so")
            with open(source, "w") as file:
                file.write(self.SOURCE)
            self.assert_run(run(["gcc", "-shared", "-fPIC", "-o", library, source, libxml2]), 0)
            argv = [sys.executable, "-c", self.PROGRAM, library]
            plain = run(argv)
            preloaded = run(argv, env=environment(LD_PRELOAD=preload(PLUGIN)))
        self.assert_run(plain, 0, err="")
        self.assertGreater(int(plain.out), 0)
        self.assert_run(preloaded, 0, plain.out, "")


class Adopted(Case):
    """Definitions that a program reads have our subtypes, wherever they came from."""

    def test_adopted(self):
        """From a file, and from memory."""
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
            file.write(document("5.11.2"))
            file.flush()
            told = validator("adopt", [file.name])
        self.assertEqual([int(subtype) % 1000 for subtype in told], [900, 900])


class Versions(Case):
    """The number of a version of OVAL, which libopenscap is asked for again and again."""

    TEXTS = ("5.11.3", "5.11.3", "5.11.3:1.2.0", "5.11", "NULL", "5.11", "", "x", "5", "5.11.3", "1.0", "2.0",
             "3.0", "4.0", "5.0", "6.0", "7.0", "8.0", "9.0", "2.0",
             "5.11.3:1.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0", "5.11.3")

    def test_same(self):
        """Each time what libopenscap says."""
        told = validator("versions", self.TEXTS)
        self.assertEqual(len(told), 2 * len(self.TEXTS))
        self.assertEqual(told[::2], told[1::2])
        self.assertEqual(told[2 * self.TEXTS.index("5.11.3:1.2.0")].split(), ["5", "11", "3", "1", "2", "0"])


class Platforms(Case):
    """The name of a platform, which libopenscap is asked for by each rule, each time with several patterns."""

    NAMES = ("cpe:/o:debian:debian_linux:12", "cpe:/o:debian:debian_linux:12", "CPE:/A:x:y", "cpe:/a:x~:%21", "cpe:/",
             "cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*", "cpe:2.3:a:x", 'wfn:[part="o"]', "WFN:[x]", "wfn:[]")
    OTHERS = ("#kubelet_node", "kubelet_node", "NULL", "", " cpe:/a:x", "cp", "cpe", "cpe:", "wfn:", "cpe:x", "cpe://",
              "#cpe:/o:debian:debian_linux:12", "x wfn:[x]", "cpe:/a:" + "x" * 200, "cpe:/a:\xe4", "\u017fpe:/a", "cpe\t:/a")
    RULES = (1, 31)

    def test_same(self):
        """Each time what libopenscap says, when asked again, too, and of texts that differ little from names."""
        texts = list(self.NAMES + self.OTHERS)
        texts += [name[:at] + each + name[at + 1:] for name in self.NAMES[2:] for at in range(min(len(name), 9))
                  for each in ("", "x")]
        texts += texts[::-1]
        told = validator("platforms", texts)
        self.assertEqual(len(told), 2 * len(texts))
        self.assertEqual(told[::2], told[1::2])
        self.assertEqual(set(told), {"0", "1", "2", "3"})

    def compiled(self, work, platform, rules):
        """How many regular expressions an evaluation compiles whose rules are for a platform."""
        path, count = os.path.join(work, "xccdf.xml"), os.path.join(work, "count")
        with open(path, "w") as file:
            file.write(PLATFORM_XCCDF % "".join(PLATFORM_RULE % (number, platform) for number in range(rules)))
        result = run([real_oscap(), "xccdf", "eval", "--skip-validation", path], env=environment(
            LD_PRELOAD=preload(os.path.join(FAKES, "compiles.so"), PLUGIN), COMPILES=count))
        self.assert_run(result, 0)
        self.assertEqual(result.out.count("notapplicable"), rules, str(result))
        with open(count) as file:
            return int(file.read())

    def test_compiled(self):
        """One for each rule at most, which is for Windows, as the platform is read (src/XCCDF/item.c)."""
        for platform in ("#nowhere", "nowhere", "cpe:/o:nobody:nowhere"):
            with self.subTest(platform), tempfile.TemporaryDirectory() as work:
                few, many = (self.compiled(work, platform, rules) for rules in self.RULES)
                self.assertLessEqual(many - few, self.RULES[1] - self.RULES[0])


if __name__ == "__main__":
    run_tests()
