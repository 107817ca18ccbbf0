/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whole units. What systemd makes of the same is in tests/units. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "fixture.h"
#include "systemd/load.h"
#include "systemd/mentions.h"
#include "systemd/unit.h"
#include "table.h"

#define UNIT    "etc/systemd/system/kubelet.service"
#define SERVICE UNIT ": [Service]\n"
#define K       "\tExecStart=/k"
#define V252    "usr/lib/systemd/libsystemd-shared-252.so: x\n"
#define V239    "usr/lib/systemd/libsystemd-shared-239.so: x\n"
#define V257    "usr/lib/systemd/libsystemd-shared-257.so: x\n"
#define V259    "usr/lib/systemd/libsystemd-shared-259.so: x\n"
#define V262    "usr/lib/systemd/libsystemd-shared-262.so: x\n"
#define MAIN    "etc/systemd/system.conf: [Manager]\n\tDefaultEnvironment="

struct row {
	const char *name;
	const char *tree;
	const char *wanted; /* `EXE|CWD|` and `ARGUMENT@LOCATION|`s; or a part of a message */
	enum kp_status status;
};

/** Each argument of these is of line 2 of the unit file. */
#define AT "@/" UNIT ":2|"

/** A unit with a setting that may hide files. */
#define HIDING(key, value)                                                              \
	SERVICE "\t" key "=" value "\n" K "\n", "/" UNIT ":2: with " key "= it cannot", \
		KP_ERR_UNSUPPORTED

static struct row rows[] = {
	{ "a command", SERVICE K " a b\n", "/k|/|/k" AT "a" AT "b" AT, KP_OK },
	{ "quotes", SERVICE K " 'a b' \"c\" d'e f'g\n", "/k|/|/k" AT "a b" AT "c" AT "de fg" AT,
	  KP_OK },
	{ "escapes", SERVICE K " a\\tb \\q\n", "/k|/|/k" AT "a\tb" AT "\\q" AT, KP_OK },
	{ "specifiers", SERVICE K " %n %% %t\n", "/k|/|/k" AT "kubelet.service" AT "%" AT "/run" AT,
	  KP_OK },
	{ "an unknown specifier", SERVICE K " %z\n",
	  "/" UNIT ":2: ExecStart=: there is no specifier %z", KP_ERR_SYNTAX },
	{ "a specifier of the machine", SERVICE K " %H\n",
	  "/" UNIT ":2: ExecStart=: the specifier %H depends", KP_ERR_UNSUPPORTED },
	{ "the same, taken back", SERVICE K " %H\n\tExecStart=\n\tExecStart=/k a\n",
	  "/k|/|/k@/" UNIT ":4|a@/" UNIT ":4|", KP_OK },
	{ "an unknown one, taken back", SERVICE K " %z\n\tExecStart=\n\tExecStart=/k a\n",
	  "no specifier %z", KP_ERR_SYNTAX },
	{ "lines that go on", V252 SERVICE K " a \\\n\t  b \\\n\t# c\n\t  d\n",
	  "/k|/|/k" AT "a" AT "b@/" UNIT ":3|d@/" UNIT ":5|", KP_OK },
	{ "the same where the version is not known", SERVICE K " a \\\n\t# c\n\t  d\n",
	  "/" UNIT ": line 3: a comment", KP_ERR_UNSUPPORTED },
	{ "no argv[0] in its place", SERVICE "\tExecStart=@/k name a\n", "/k|/|name" AT "a" AT,
	  KP_OK },
	{ "prefixes", SERVICE "\tExecStart=-+/k a\n", "/k|/|/k" AT "a" AT, KP_OK },
	{ "no variables", V252 SERVICE "\tExecStart=:/k $A ${A}\n", "/k|/|/k" AT "$A" AT "${A}" AT,
	  KP_OK },
	{ "no variables, of old", V239 SERVICE "\tExecStart=:/k $A\n",
	  "systemd 239 does not know the prefix :", KP_ERR_SYNTAX },
	{ "no variables, not known", SERVICE "\tExecStart=:/k $A\n", "the prefix : depends",
	  KP_ERR_UNSUPPORTED },
	{ "by a shell", V259 SERVICE "\tExecStart=|/k $A\n", "the prefix | starts",
	  KP_ERR_UNSUPPORTED },
	{ "by a shell, taken back", V259 SERVICE "\tExecStart=|/k $A\n\tExecStart=\n" K "\n",
	  "/k|/|/k@/" UNIT ":4|", KP_OK },
	{ "no shell yet, taken back", V257 SERVICE "\tExecStart=|/k $A\n\tExecStart=\n" K "\n",
	  "/" UNIT ":2: ExecStart=: systemd refuses the executable |/k", KP_ERR_SYNTAX },
	{ "a shell, not known", SERVICE "\tExecStart=-|/k $A\n", "the prefix | depends",
	  KP_ERR_UNSUPPORTED },
	{ "a broken command that is ignored", SERVICE "\tExecStart=-/k 'a\n" K "\n",
	  "/k|/|/k@/" UNIT ":3|", KP_OK },
	{ "a broken first word", SERVICE "\tExecStart='/k\n" K "\n", "/k|/|/k@/" UNIT ":3|",
	  KP_OK },
	{ "a second command that is ignored", SERVICE K " ; -/k %z\n", "/k|/|/k" AT, KP_OK },
	{ "a second command that is broken", SERVICE K " ; /k %z\n", "there is no specifier %z",
	  KP_ERR_SYNTAX },
	{ "a variable", SERVICE K " $A ${A}\n\tEnvironment=\"A=a  b\"\n",
	  "/k|/|/k" AT "a@/" UNIT ":3|b@/" UNIT ":3|a  b@/" UNIT ":3|", KP_OK },
	{ "a variable of no value", SERVICE K " $A ${A} x${A}\n", "/k|/|/k" AT "" AT "x" AT,
	  KP_OK },
	{ "dollars", SERVICE K " $$A a$$b a$ $ ${A\n",
	  "/k|/|/k" AT "$A" AT "a$b" AT "a$" AT "${A" AT, KP_OK },
	{ "the place of the first variable",
	  SERVICE K " ${A}${B}${C}\n\tEnvironment=A=\n"
		    "\tEnvironment=B=b\n\tEnvironment=C=c\n",
	  "/k|/|/k" AT "bc@/" UNIT ":4|", KP_OK },
	{ "an environment file", SERVICE K " $A\n\tEnvironmentFile=/e\ne: # x\n\tA=a b\n",
	  "/k|/|/k" AT "a@/e:2|b@/e:2|", KP_OK },
	{ "a missing environment file", SERVICE K "\n\tEnvironmentFile=/e\n",
	  "the environment file /e is missing", KP_ERR_SYNTAX },
	{ "an optional environment file", SERVICE K "\n\tEnvironmentFile=-/e\n", "/k|/|/k" AT,
	  KP_OK },
	{ "environment files by a pattern",
	  SERVICE K " $A $B\n\tEnvironmentFile=/e.d/*.env\ne.d/b.env: B=2\ne.d/a.env: A=1\n\tB=1\n",
	  "/k|/|/k" AT "1@/e.d/a.env:1|2@/e.d/b.env:1|", KP_OK },
	{ "an environment file that is a directory", SERVICE K "\n\tEnvironmentFile=/e\ne/\n",
	  "/e is a directory", KP_ERR_SYNTAX },
	{ "the same, optional", SERVICE K "\n\tEnvironmentFile=-/e\ne/\n", "/k|/|/k" AT, KP_OK },
	{ "an environment file that leads nowhere", SERVICE K "\n\tEnvironmentFile=/e\ne -> /f\n",
	  "/e leads nowhere", KP_ERR_SYNTAX },
	{ "the same, optional, again", SERVICE K "\n\tEnvironmentFile=-/e\ne -> /f\n", "/k|/|/k" AT,
	  KP_OK },
	{ "an environment file in a circle", SERVICE K "\n\tEnvironmentFile=/e\ne -> e\n",
	  "/e leads nowhere", KP_ERR_SYNTAX },
	{ "an environment file that is no UTF-8",
	  SERVICE K " $A\n\tEnvironmentFile=-/e*\ne1: A=\xFF\n"
		    "\tA=b\ne2: A=a\n",
	  "/k|/|/k" AT "a@/e2:1|", KP_OK },
	{ "/dev/null", SERVICE K "\n\tEnvironmentFile=/dev//null\n", "/k|/|/k" AT, KP_OK },
	{ "a link to /dev/null", SERVICE K "\n\tEnvironmentFile=/e\ne -> /dev/null\n", "/k|/|/k" AT,
	  KP_OK },
	{ "an environment file with ..", SERVICE K " $A\n\tEnvironmentFile=/x/../e\ne: A=a\n",
	  "/k|/|/k" AT, KP_OK },
	{ "an environment file of no specifier", SERVICE K "\n\tEnvironmentFile=/%z\n",
	  "/k|/|/k" AT, KP_OK },
	{ "an environment file of the machine", SERVICE K "\n\tEnvironmentFile=/%H\n",
	  "the specifier %H depends", KP_ERR_UNSUPPORTED },
	{ "an environment file out of the root",
	  SERVICE K " $A\n\tEnvironmentFile=/e\ne -> ../../../f\nf: A=1\n", "/k|/|/k" AT "1@/e:1|",
	  KP_OK },
	{ "a pattern with a backslash", SERVICE K "\n\tEnvironmentFile=-/e\\*\n",
	  "a backslash in the path", KP_ERR_UNSUPPORTED },
	{ "a pattern with many stars", SERVICE K "\n\tEnvironmentFile=-/*a*a*a*a*\n",
	  "more than 4 stars", KP_ERR_LIMIT },
	{ "a variable of systemd", SERVICE K " ${HOME}\n",
	  "/" UNIT ":2: the value of HOME is set by systemd", KP_ERR_UNSUPPORTED },
	{ "the same, said", SERVICE K " ${HOME}\n\tEnvironment=HOME=/h\n",
	  "/k|/|/k" AT "/h@/" UNIT ":3|", KP_OK },
	{ "a variable that is passed", SERVICE K " ${A}\n\tPassEnvironment=A\n",
	  "PassEnvironment=", KP_ERR_UNSUPPORTED },
	{ "a variable that is passed, and not used", SERVICE K "\n\tPassEnvironment=A\n",
	  "/k|/|/k" AT, KP_OK },
	{ "a variable that is taken away",
	  V259 SERVICE K " x${A}\n\tEnvironment=A=a\n\tUnsetEnvironment=A\n", "/k|/|/k" AT "x" AT,
	  KP_OK },
	{ "the same, of new", V262 SERVICE K " x${A}\n\tEnvironment=A=a\n\tUnsetEnvironment=A\n",
	  "/k|/|/k" AT "xa@/" UNIT ":3|", KP_OK },
	{ "the same, not known", SERVICE K " x${A}\n\tEnvironment=A=a\n\tUnsetEnvironment=A\n",
	  "whether UnsetEnvironment= takes A from the command", KP_ERR_UNSUPPORTED },
	{ "one that is taken away, and not used",
	  SERVICE K "\n\tEnvironment=A=a\n\tUnsetEnvironment=A\n", "/k|/|/k" AT, KP_OK },
	{ "a variable of no specifier", SERVICE K " x${A} ${B}\n\tEnvironment=A=p%40s B=b\n",
	  "/k|/|/k" AT "x" AT "b@/" UNIT ":3|", KP_OK },
	{ "a variable of the machine", SERVICE K " ${A}\n\tEnvironment=A=%H\n",
	  "/" UNIT ":2: the value of A is not known: /" UNIT ":3: Environment=: the specifier %H",
	  KP_ERR_UNSUPPORTED },
	{ "the same, not used", SERVICE K "\n\tEnvironment=A=%H\n", "/k|/|/k" AT, KP_OK },
	{ "the same, said again", SERVICE K " ${A}\n\tEnvironment=A=%H A=a\n",
	  "/k|/|/k" AT "a@/" UNIT ":3|", KP_OK },
	{ "a name of the machine", SERVICE K "\n\tEnvironment=%H=a\n",
	  "/" UNIT ":3: Environment=: the specifier %H", KP_ERR_UNSUPPORTED },
	{ "names of no specifier", SERVICE K "\n\tUnsetEnvironment=%z\n\tPassEnvironment=%z\n",
	  "/k|/|/k" AT, KP_OK },
	{ "a default of systemd",
	  SERVICE K " ${A}\netc/systemd/system.conf: [Manager]\n\tDefaultEnvironment=A=a\n",
	  "/k|/|/k" AT "a@/etc/systemd/system.conf:2|", KP_OK },
	{ "no specifier of systemd", V262 SERVICE K " x${A} ${B}\n" MAIN "A=%n B=%T\n",
	  "/k|/|/k" AT "x" AT "/tmp@/etc/systemd/system.conf:2|", KP_OK },
	{ "a specifier of systemd, not known", SERVICE K " ${A}\n" MAIN "A=%T\n",
	  "whether % begins a specifier", KP_ERR_UNSUPPORTED },
	{ "none of old", V239 SERVICE K " ${A}\n" MAIN "A=%T\n",
	  "/k|/|/k" AT "%T@/etc/systemd/system.conf:2|", KP_OK },
	{ "a user of systemd", V257 SERVICE K " ${A}\n" MAIN "A=%u\n",
	  "/k|/|/k" AT "root@/etc/systemd/system.conf:2|", KP_OK },
	{ "the same, of old", V252 SERVICE K " x${A}\n" MAIN "A=%u\n", "/k|/|/k" AT "x" AT, KP_OK },
	{ "the same, between",
	  "usr/lib/systemd/libsystemd-shared-255.so: x\n" SERVICE K " ${A}\n" MAIN "A=%u\n",
	  "the specifier %u depends on the version", KP_ERR_UNSUPPORTED },
	{ "a default of systemd elsewhere",
	  V257 SERVICE K " ${A}\nrun/systemd/system.conf: [Manager]\n\tDefaultEnvironment=A=a\n",
	  "/k|/|/k" AT "a@/run/systemd/system.conf:2|", KP_OK },
	{ "the same, of old, again",
	  V252 SERVICE K " x${A}\nrun/systemd/system.conf: [Manager]\n\tDefaultEnvironment=A=a\n",
	  "/k|/|/k" AT "x" AT, KP_OK },
	{ "the same, not known, again",
	  SERVICE K " ${A}\nrun/systemd/system.conf: [Manager]\n\tDefaultEnvironment=A=a\n",
	  "whether /run/systemd/system.conf counts depends on the version", KP_ERR_UNSUPPORTED },
	{ "a configuration of systemd that is a directory",
	  SERVICE K " x${A}\netc/systemd/system.conf/\netc/systemd/system.conf.d/x.conf: "
		    "[Manager]\n\tDefaultEnvironment=A=a\n",
	  "/k|/|/k" AT "x" AT, KP_OK },
	{ "a part of it that is a directory",
	  SERVICE K " ${A}\netc/systemd/system.conf.d/x.conf/\n",
	  "the value of A may be set by other files than /etc/systemd/system.conf.d/x.conf",
	  KP_ERR_UNSUPPORTED },
	{ "a drop-in file of systemd",
	  SERVICE K " ${A}\nusr/lib/systemd/system.conf: [Manager]\n\tDefaultEnvironment=A=a\n"
		    "run/systemd/system.conf.d/x.conf: [Manager]\n\tDefaultEnvironment=A=b\n",
	  "/k|/|/k" AT "b@/run/systemd/system.conf.d/x.conf:2|", KP_OK },
	{ "a drop-in file of systemd that has the name of the file",
	  SERVICE K " ${A}\netc/systemd/system.conf: [Manager]\n\tDefaultEnvironment=A=a\n"
		    "run/systemd/system.conf.d/system.conf: [Manager]\n\tDefaultEnvironment=A=b\n",
	  "/k|/|/k" AT "b@/run/systemd/system.conf.d/system.conf:2|", KP_OK },
	{ "a prefix twice", SERVICE "\tExecStart=++/k\n", "refuses the executable +/k",
	  KP_ERR_SYNTAX },
	{ "a hidden drop-in file",
	  SERVICE K " x${A}\n" UNIT ".d/.x.conf: [Service]\n\tEnvironment=A=a\n",
	  "/k|/|/k" AT "x" AT, KP_OK },
	{ "the first directory",
	  SERVICE K " a\nusr/lib/systemd/system/kubelet.service: [Service]\n" K " b\n",
	  "/k|/|/k" AT "a" AT, KP_OK },
	{ "a link to the same name",
	  UNIT " -> /usr/lib/systemd/system/kubelet.service\n"
	       "usr/local/lib/systemd/system/kubelet.service: [Service]\n" K "\n"
	       "usr/lib/systemd/system/kubelet.service: [Service]\n" K " b\n",
	  "/k|/|/k@/usr/local/lib/systemd/system/kubelet.service:2|", KP_OK },
	{ "a variable that is taken away with another value",
	  SERVICE K " ${A}\n\tEnvironment=A=a\n\tUnsetEnvironment=A=b\n",
	  "/k|/|/k" AT "a@/" UNIT ":3|", KP_OK },
	{ "a hidden environment file", SERVICE K " x${A}\n\tEnvironmentFile=-/e/*\ne/.x: A=a\n",
	  "/k|/|/k" AT "x" AT, KP_OK },
	{ "environment files in the order of their paths",
	  SERVICE K " ${A}\n\tEnvironmentFile=/e*/x\ne/x: A=a\ne-b/x: A=b\n",
	  "/k|/|/k" AT "a@/e/x:1|", KP_OK },
	{ "a generator of variables",
	  SERVICE K " $A\nusr/lib/systemd/system-environment-generators/x: y\n",
	  "the value of A may be set by an environment generator", KP_ERR_UNSUPPORTED },
	{ "a generator, and variables that are said",
	  SERVICE K " $A\n\tEnvironment=A=a\nrun/systemd/system-environment-generators/x: y\n",
	  "/k|/|/k" AT "a@/" UNIT ":3|", KP_OK },
	{ "the generator of snapd",
	  SERVICE K " $A\nusr/lib/systemd/system-environment-generators/snapd-env-generator: y\n",
	  "/k|/|/k" AT, KP_OK },
	{ "a drop-in file",
	  SERVICE K " a\n" UNIT ".d/x.conf: [Service]\n\tExecStart=\n\tExecStart=/l b\n",
	  "/l|/|/l@/" UNIT ".d/x.conf:3|b@/" UNIT ".d/x.conf:3|", KP_OK },
	{ "a masked drop-in file",
	  SERVICE K " $A\n" UNIT ".d/x.conf -> /dev/null\n"
		    "usr/lib/systemd/system/kubelet.service.d/x.conf: [Service]\n"
		    "\tEnvironment=A=a\n",
	  "/k|/|/k" AT, KP_OK },
	{ "a drop-in file that leads nowhere", SERVICE K "\n" UNIT ".d/x.conf -> /x\n",
	  "/k|/|/k" AT, KP_OK },
	{ "a drop-in file in a circle", V262 SERVICE K "\n" UNIT ".d/x.conf -> x.conf\n",
	  "/k|/|/k" AT, KP_OK },
	{ "the same, between, again", V259 SERVICE K "\n" UNIT ".d/x.conf -> x.conf\n",
	  "/" UNIT ".d/x.conf is a symbolic link that leads nowhere", KP_ERR_UNSUPPORTED },
	{ "a drop-in file that is a directory", SERVICE K "\n" UNIT ".d/x.conf/\n", "/k|/|/k" AT,
	  KP_OK },
	{ "a drop-in directory in a circle", SERVICE K "\n" UNIT ".d -> kubelet.service.d\n",
	  "/k|/|/k" AT, KP_OK },
	{ "a drop-in file that is broken",
	  SERVICE K " x${A}\n" UNIT ".d/x.conf: [Service]\n\tEnvironment=A=a\n\t[Service\n"
		    "\tEnvironment=A=b\n",
	  "/k|/|/k" AT "xa@/" UNIT ".d/x.conf:2|", KP_OK },
	{ "a drop-in file with a broken setting",
	  SERVICE K " x${A}\n" UNIT ".d/x.conf: [Service]\n\tEnvironment=A=a\n"
		    "\tWorkingDirectory=x\n\tEnvironment=A=b\n",
	  "/k|/|/k" AT "xa@/" UNIT ".d/x.conf:2|", KP_OK },
	{ "a unit file that is broken", SERVICE K "\n\t[Service\n",
	  "/" UNIT ": line 3: systemd stops", KP_ERR_SYNTAX },
	{ "a unit file that is a directory",
	  UNIT "/\nusr/lib/systemd/system/kubelet.service: [Service]\n" K "\n",
	  "/k|/|/k@/usr/lib/systemd/system/kubelet.service:2|", KP_OK },
	{ "a drop-in file that is a FIFO", SERVICE K "\n" UNIT ".d/x.conf |\n", "a FIFO",
	  KP_ERR_SYNTAX },
	{ "drop-in files of no unit", UNIT ".d/x.conf: [Service]\n" K "\n",
	  "there is no unit kubelet.service", KP_ERR_NOENT },
	{ "no unit", "", "there is no unit kubelet.service", KP_ERR_NOENT },
	{ "a mask", UNIT " -> /dev/null\n", "masked", KP_OK },
	{ "an empty file", UNIT ":\n", "masked", KP_OK },
	{ "a mask of a mask",
	  UNIT " -> /usr/lib/systemd/system/x.service\n"
	       "usr/lib/systemd/system/x.service -> /dev/null\n",
	  "masked", KP_OK },
	{ "a linked file that is gone", UNIT " -> /opt/k.service\n", "leads nowhere",
	  KP_ERR_UNSUPPORTED },
	{ "an alias of nothing", UNIT " -> x.service\n", "an alias that leads nowhere",
	  KP_ERR_SYNTAX },
	{ "aliases in a circle",
	  UNIT " -> x.service\netc/systemd/system/x.service -> kubelet.service\n", "leads nowhere",
	  KP_ERR_SYNTAX },
	{ "an alias", UNIT " -> x.service\netc/systemd/system/x.service: [Service]\n" K " a\n",
	  "/k|/|/k@/etc/systemd/system/x.service:2|a@/etc/systemd/system/x.service:2|", KP_OK },
	{ "a name that depends on the alias",
	  UNIT " -> x.service\netc/systemd/system/x.service: [Service]\n" K " %n\n",
	  "%n depends on whether systemd starts it as x.service or as kubelet.service",
	  KP_ERR_UNSUPPORTED },
	{ "no command", SERVICE, "kubelet.service has no ExecStart=", KP_ERR_SYNTAX },
	{ "two commands", SERVICE K " a\n" K " b\n", "refuses several commands", KP_ERR_SYNTAX },
	{ "two commands in a line", SERVICE K " a ; /l\n", "refuses several commands",
	  KP_ERR_SYNTAX },
	{ "two commands, one after the other", SERVICE "\tType=oneshot\n" K " a\n" K " b\n",
	  "several commands with Type=oneshot", KP_ERR_UNSUPPORTED },
	{ "semicolons", SERVICE K " \\; ;a ';' b;\n", "/k|/|/k" AT ";" AT ";a" AT ";" AT "b;" AT,
	  KP_OK },
	{ "a name", SERVICE "\tExecStart=sh a\nbin/sh: x\n", "the executable sh is nowhere",
	  KP_ERR_SYNTAX },
	{ "a directory", SERVICE "\tWorkingDirectory=/w//x/\n" K "\nw/x/\n",
	  "/k|/w/x|/k@/" UNIT ":3|", KP_OK },
	{ "a missing directory", SERVICE "\tWorkingDirectory=/w\n" K "\n",
	  "the working directory /w is missing", KP_ERR_SYNTAX },
	{ "an optional directory", SERVICE "\tWorkingDirectory=-/w\n" K "\n",
	  "/k|/|/k@/" UNIT ":3|", KP_OK },
	{ "the home of another", SERVICE "\tUser=daemon\n\tWorkingDirectory=~\n" K "\n",
	  "of the user daemon", KP_ERR_UNSUPPORTED },
	{ "a relative directory by a specifier", SERVICE "\tWorkingDirectory=%p\n" K "\n",
	  "/" UNIT ":2: WorkingDirectory=: systemd refuses a path that is relative",
	  KP_ERR_SYNTAX },
	{ "a directory with ..", SERVICE "\tWorkingDirectory=/etc/..\n" K "\n",
	  "WorkingDirectory=: systemd refuses a path that has ..", KP_ERR_SYNTAX },
	{ "the same, optional, too", SERVICE "\tWorkingDirectory=-/etc/..\n" K "\n",
	  "/k|/|/k@/" UNIT ":3|", KP_OK },
	{ "an optional directory of no specifier", SERVICE "\tWorkingDirectory=-/%z\n" K "\n",
	  "/k|/|/k@/" UNIT ":3|", KP_OK },
	{ "the same, optional", SERVICE "\tWorkingDirectory=/etc\n\tWorkingDirectory=-%p\n" K "\n",
	  "/k|/etc|/k@/" UNIT ":4|", KP_OK },
	{ "a root directory that is the root", SERVICE "\tRootDirectory=//./\n\tExecStart=sh\n",
	  "the executable sh is nowhere", KP_ERR_SYNTAX },
	{ "a root directory that is relative", SERVICE "\tRootDirectory=r\n\tExecStart=sh\n",
	  "RootDirectory=: systemd refuses a path that is relative", KP_ERR_SYNTAX },
	{ "a search path of no specifier",
	  SERVICE "\tExecSearchPath=/%z:/x\n\tExecSearchPath=/y/../x\n\tExecStart=sh\nx/sh: x\n",
	  "the executable sh is nowhere", KP_ERR_SYNTAX },
	{ "a name below a root directory", SERVICE "\tRootDirectory=/r\n\tExecStart=sh\n",
	  "to be searched below RootDirectory=", KP_ERR_UNSUPPORTED },
	{ "a root directory", SERVICE "\tRootDirectory=/r\n\tWorkingDirectory=/w\n" K "\n",
	  "/k|/w|/k@/" UNIT ":4|", KP_OK },
	{ "a root image", SERVICE "\tRootImage=/r\n" K "\n",
	  "/" UNIT ":2: with RootImage= it cannot", KP_ERR_UNSUPPORTED },
	{ "RootMStack", V262 HIDING("RootMStack", "/x") },
	{ "RootMStack, not known", HIDING("RootMStack", "/x") },
	{ "RootMStack, of old", V259 SERVICE "\tRootMStack=/x\n" K "\n", "/k|/|/k@/" UNIT ":3|",
	  KP_OK },
	{ "DynamicUser", HIDING("DynamicUser", "yes") },
	{ "ExtensionDirectories", HIDING("ExtensionDirectories", "/x") },
	{ "ExtensionImages", HIDING("ExtensionImages", "/x.raw") },
	{ "InaccessibleDirectories", HIDING("InaccessibleDirectories", "/etc") },
	{ "InaccessiblePaths", HIDING("InaccessiblePaths", "/etc") },
	{ "MountImages", HIDING("MountImages", "/x.raw:/etc") },
	{ "PAMName", HIDING("PAMName", "login") },
	{ "ProtectHome", HIDING("ProtectHome", "tmpfs") },
	{ "TemporaryFileSystem", HIDING("TemporaryFileSystem", "/etc") },
	{ "two that hide, one taken back",
	  SERVICE "\tBindPaths=/a\n\tRootImage=/r\n\tRootImage=\n" K "\n",
	  ":2: with BindPaths=", KP_ERR_UNSUPPORTED },
	{ "one that hides, taken back", SERVICE "\tBindPaths=/a\n\tBindPaths=\n" K "\n",
	  "/k|/|/k@/" UNIT ":4|", KP_OK },
	{ "a private directory", SERVICE "\tPrivateTmp=yes\n" K "\n",
	  "PrivateTmp=", KP_ERR_UNSUPPORTED },
	{ "none", SERVICE "\tPrivateTmp=no\n\tProtectHome=read-only\n" K "\n",
	  "/k|/|/k@/" UNIT ":4|", KP_OK },
};

static char *dump(const struct kp_unit *unit)
{
	struct kp_text out = { 0 };
	struct kp_said_at at;
	char *text = NULL;

	if (kp_unit_is_masked(unit)) {
		kp_text_add_str(&out, "masked");
		assert_null(kp_unit_argv(unit));
	} else {
		kp_text_add_str(&out, kp_unit_executable(unit));
		kp_text_add_char(&out, '|');
		kp_text_add_str(&out, kp_unit_cwd(unit));
		kp_text_add_char(&out, '|');
		for (size_t i = 0; i < kp_argv_count(kp_unit_argv(unit)); i++) {
			kp_text_add_str(&out, kp_argv_get(kp_unit_argv(unit), i));
			kp_text_add_char(&out, '@');
			at = kp_argv_place(kp_unit_argv(unit), i);
			kp_said_at_add(&at, &out);
			kp_text_add_char(&out, '|');
		}
	}
	assert_int_equal(kp_text_finish(&out, &text, NULL), KP_OK);
	return text;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	KP_CLEANUP(kp_units_freep) struct kp_units *units = NULL;
	struct kp_unit *unit = TABLE_UNTOUCHED;
	struct kp_error error;
	struct kp_ctx ctx;
	enum kp_status status;

	fixture_build(&fixture, row->tree);
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	assert_int_equal(kp_units_new(&ctx, &units, NULL), KP_OK);
	table_error_prepare(&error);
	status = kp_unit_load(units, "kubelet.service", &unit, &error);
	if (row->status != KP_OK) {
		table_assert_failed(status, &error, row->status, -1, row->wanted);
		assert_ptr_equal(unit, TABLE_UNTOUCHED);
	} else {
		char *text;

		table_assert_ok(status, &error);
		text = dump(unit);
		assert_string_equal(text, row->wanted);
		free(text);
		kp_unit_free(unit);
	}
	kp_ctx_done(&ctx);
	fixture_remove_all();
}

/** Everything else that a unit tells. */
static void test_accessors(void **state)
{
	struct fixture fixture;
	KP_CLEANUP(kp_units_freep) struct kp_units *units = NULL;
	KP_CLEANUP(kp_unit_freep) struct kp_unit *unit = NULL;
	struct kp_argv *argv;
	struct kp_ctx ctx;

	(void)state;
	fixture_build(&fixture, SERVICE "\tUser=u%i\n\tRootDirectory=/r\n\tEnvironment=A=a\n"
					"\tPassEnvironment=B\n" K " a\n");
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	assert_int_equal(kp_units_new(&ctx, &units, NULL), KP_OK);
	assert_int_equal(kp_unit_load(units, "kubelet.service", &unit, NULL), KP_OK);
	assert_string_equal(kp_unit_name(unit), "kubelet.service");
	assert_string_equal(kp_unit_path(unit), "/" UNIT);
	assert_string_equal(kp_unit_user(unit), "u");
	assert_string_equal(kp_unit_root(unit), "/r");
	assert_string_equal(kp_unit_variable(unit, "A"), "a");
	assert_null(kp_unit_variable(unit, "B"));
	assert_int_equal(kp_unit_has_variable(unit, "A"), KP_KNOWN_YES);
	assert_int_equal(kp_unit_has_variable(unit, "B"), KP_NOT_KNOWN);
	assert_int_equal(kp_unit_has_variable(unit, "C"), KP_KNOWN_NO);
	argv = kp_unit_take_argv(unit);
	assert_int_equal(kp_argv_count(argv), 2);
	assert_null(kp_unit_argv(unit));
	kp_argv_free(argv);
	kp_ctx_done(&ctx);
	fixture_remove_all();
}

static void test_shells(void **state)
{
	(void)state;
	assert_true(kp_unit_is_shell("/bin/sh"));
	assert_true(kp_unit_is_shell("/usr/bin/bash"));
	assert_true(kp_unit_is_shell("/bin/busybox"));
	assert_false(kp_unit_is_shell("/usr/bin/kubelet"));
	assert_false(kp_unit_is_shell("/usr/bin/bashful"));
}

/** Names that are no services, or not single ones. */
static void test_names(void **state)
{
	struct fixture fixture;
	KP_CLEANUP(kp_units_freep) struct kp_units *units = NULL;
	struct kp_unit *unit = NULL;
	struct kp_ctx ctx;

	(void)state;
	fixture_build(&fixture, "etc/systemd/system/a@.service: [Service]\n" K " %i\n");
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	assert_int_equal(kp_units_new(&ctx, &units, NULL), KP_OK);
	assert_int_equal(kp_unit_load(units, "a@.service", &unit, NULL), KP_ERR_INVAL);
	assert_int_equal(kp_unit_load(units, "../a.service", &unit, NULL), KP_ERR_INVAL);
	assert_int_equal(kp_unit_load(units, "a@b.service", &unit, NULL), KP_OK);
	assert_string_equal(kp_argv_get(kp_unit_argv(unit), 1), "b");
	kp_unit_free(unit);
	kp_ctx_done(&ctx);
	fixture_remove_all();
}

/** Files that several patterns match count each time: each is read again. */
static void test_environment_files(void **state)
{
	static const char tree[] =
		SERVICE K "\n\tEnvironmentFile=/e.d/*\n\tEnvironmentFile=/e.d/*\n"
			  "e.d/a: A=1\ne.d/b: B=1\n";
	struct fixture fixture;
	struct kp_units *units;
	struct kp_unit *unit = TABLE_UNTOUCHED;
	KP_CLEANUP(kp_strings_done) struct kp_strings paths = { 0 };
	struct kp_error error;
	struct kp_ctx ctx;

	(void)state;
	fixture_build(&fixture, tree);
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	ctx.limits.unit_files = 3;
	assert_int_equal(kp_units_new(&ctx, &units, NULL), KP_OK);
	table_error_prepare(&error);
	table_assert_failed(kp_unit_load(units, "kubelet.service", &unit, &error), &error,
			    KP_ERR_LIMIT, 0, "more than 3 environment files");
	assert_ptr_equal(unit, TABLE_UNTOUCHED);
	table_assert_failed(kp_unit_files(units, "kubelet.service", &paths, &error), &error,
			    KP_ERR_LIMIT, 0, "more than 3 environment files");
	ctx.limits.unit_files = 4;
	assert_int_equal(kp_unit_load(units, "kubelet.service", &unit, NULL), KP_OK);
	kp_unit_free(unit);
	kp_units_free(units);
	kp_ctx_done(&ctx);
	fixture_remove_all();
}

struct mention_row {
	const char *name;
	const char *tree;
	bool wanted;
};

static struct mention_row mention_rows[] = {
	{ "mentions: the program", SERVICE "\tExecStart=/opt/kubelet a\n", true },
	{ "mentions: in a shell", SERVICE "\tExecStart=sh -c 'exec kubelet'\n", true },
	{ "mentions: another", SERVICE "\tExecStart=/k\n\tExecStop=kubelet\n", false },
	{ "mentions: in a comment", SERVICE "\t# kubelet\n" K "\n", false },
	{ "mentions: in a unit that would not load", SERVICE "\tExecStart=/kubelet %H %z\n", true },
	{ "mentions: in a drop-in file",
	  SERVICE K "\n" UNIT ".d/x.conf: [Service]\n\tExecStart=\n\tExecStart=/kubelet\n", true },
	{ "mentions: taken back",
	  SERVICE "\tExecStart=/kubelet\n" UNIT ".d/x.conf: [Service]\n\tExecStart=\n" K "\n",
	  false },
	{ "mentions: in a broken file", SERVICE K "\n\t[x\n\t# kubelet\n", true },
	{ "mentions: in a broken file, not", SERVICE K "\n\t[x\n", false },
	{ "mentions: masked", UNIT " -> /dev/null\n", false },
};

static void test_mentions(void **state)
{
	static const char *const texts[] = { "nowhere", "kubelet", NULL };
	static const char *const none[] = { NULL };
	const struct mention_row *row = *state;
	struct fixture fixture;
	KP_CLEANUP(kp_units_freep) struct kp_units *units = NULL;
	struct kp_error error;
	struct kp_ctx ctx;
	bool mentions = !row->wanted;

	fixture_build(&fixture, row->tree);
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	assert_int_equal(kp_units_new(&ctx, &units, NULL), KP_OK);
	table_error_prepare(&error);
	table_assert_ok(kp_unit_mentions(units, "kubelet.service", texts, &mentions, &error),
			&error);
	assert_int_equal(mentions, row->wanted);
	table_assert_ok(kp_unit_mentions(units, "kubelet.service", none, &mentions, &error),
			&error);
	assert_false(mentions);
	table_error_prepare(&error);
	table_assert_failed(kp_unit_mentions(units, "x.service", texts, &mentions, &error), &error,
			    KP_ERR_NOENT, 0, "there is no unit x.service");
	kp_ctx_done(&ctx);
	fixture_remove_all();
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows), TABLE_ROWS(test_mentions, mention_rows),
		TABLE_ONE(test_accessors),  TABLE_ONE(test_shells),
		TABLE_ONE(test_names),      TABLE_ONE(test_environment_files),
	};

	return TABLE_MAIN(tables);
}
