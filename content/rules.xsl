<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!--
  The rules of rules/*.xml, all in one form, for xccdf.xsl, oval.xsl and ocil.xsl, which make the
  benchmark, the checks and the questions of them.

  A `rule` of the sheets names the flag of its setting and its path in KubeletConfiguration (option),
  and how it is set (yaml, argument, repair): the texts that follow from those are written once, here,
  and its fixes in fixes.xsl. A
  `files` is three rules: for the mode, the owner and the group of the same files.
-->
<xsl:stylesheet version="1.0"
    xmlns="urn:io.github.oscap-kubelet:rules"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:exsl="http://exslt.org/common"
    xmlns:h="http://www.w3.org/1999/xhtml"
    xmlns:k="urn:io.github.oscap-kubelet:rules"
    exclude-result-prefixes="exsl k">

  <xsl:include href="fixes.xsl"/>
  <!-- Of the sheets and of what includes this: but a blank between two elements of a text stays. -->
  <xsl:strip-space elements="*"/>
  <xsl:preserve-space elements="k:p k:passes k:which k:default k:impact k:note k:but"/>

  <xsl:variable name="name" select="'io.github.oscap-kubelet'"/>

  <xsl:variable name="expanded">
    <xsl:apply-templates select="document('rules/files.xml')/k:rules/*" mode="rule"/>
    <xsl:apply-templates select="document('rules/kubelet.xml')/k:rules/*" mode="rule"/>
    <xsl:apply-templates select="document('rules/proxy.xml')/k:rules/*" mode="rule"/>
  </xsl:variable>
  <xsl:variable name="rules" select="exsl:node-set($expanded)/k:rule"/>

  <xsl:template match="k:rule" mode="rule">
    <rule group="{../@group}">
      <xsl:copy-of select="@* | *[not(self::k:option or self::k:yaml or self::k:argument or
          self::k:repair or self::k:document or self::k:openshift)]"/>
      <xsl:apply-templates select="k:option" mode="texts"/>
      <xsl:apply-templates select="k:repair" mode="remedy"/>
      <xsl:apply-templates select="k:yaml" mode="remedy"/>
      <xsl:apply-templates select="k:argument" mode="remedy"/>
      <xsl:if test="k:repair">
        <xsl:call-template name="fixes"/>
      </xsl:if>
    </rule>
  </xsl:template>

  <!-- How to print the arguments of kubelets. -->
  <xsl:template name="arguments">
    <p>Print the arguments of every kubelet, one on each line:</p>
    <pre>for pid in $(pgrep -x kubelet); do
    echo "== pid $pid"; tr '\0' '\n' &lt;/proc/$pid/cmdline
done</pre>
  </xsl:template>

  <!-- An option that files have too. -->
  <xsl:template match="k:option[@path]" mode="texts">
    <!-- The key of the first level and all below it, however long: kubeadm's `authentication` has
         seven lines before that of the client CA. -->
    <xsl:variable name="print" select="concat(&quot;awk '/^[a-zA-Z]/ {p = /^&quot;,
        substring-before(concat(@path, '.'), '.'), &quot;:/} p' &quot;)"/>
    <reference family="config"><xsl:value-of select="@path"/></reference>
    <reference family="flag"><xsl:value-of select="@flag"/></reference>
    <origin>the first that speaks: the last <c><xsl:value-of select="@flag"/></c> on the command
      line; the files ending in <c>.conf</c> under <c>--config-dir</c>, the last one first; <c>
      <xsl:value-of select="@path"/></c> in the file of <c>--config</c>; the built-in default.<xsl:copy-of
      select="k:but/node()"/></origin>
    <audit>
      <xsl:call-template name="arguments"/>
      <p>If <c><xsl:value-of select="@flag"/></c> is there, its last occurrence counts. Otherwise look
        into the file that <c>--config</c> names (a relative path starts at <c>/proc/PID/cwd</c>), for
        example, if it is YAML:</p>
      <pre><xsl:value-of select="concat($print, '/var/lib/kubelet/config.yaml')"/></pre>
      <p>What the kubelet has in force can be asked through the API server, with <c>NODE</c> being the
        name of the node:</p>
      <pre>kubectl get --raw /api/v1/nodes/NODE/proxy/configz | jq .kubeletconfig.<xsl:value-of
          select="@path"/></pre>
    </audit>
    <ask>Print the arguments of every kubelet, one on each line:

    for pid in $(pgrep -x kubelet); do tr '\0' '\n' &lt;/proc/$pid/cmdline; done

If <xsl:value-of select="@flag"/> is among them, its last occurrence counts. If it is not, and --config names a file, look there (a relative path starts at /proc/PID/cwd):

    <xsl:value-of select="concat($print, 'FILE')"/>

Where --config-dir names a directory, its files ending in .conf come after that file, in the order of their names, and each beats those before it.</ask>
  </xsl:template>

  <!-- An option of the command line alone. -->
  <xsl:template match="k:option" mode="texts">
    <unchanging/>
    <reference family="flag"><xsl:value-of select="@flag"/></reference>
    <origin>the last <c><xsl:value-of select="@flag"/></c> on the command line. No file can say
      it.</origin>
    <audit>
      <xsl:call-template name="arguments"/>
      <p>If <c><xsl:value-of select="@flag"/></c> is there, its last occurrence counts.</p>
    </audit>
    <ask>Print the arguments of every kubelet, one on each line:

    for pid in $(pgrep -x kubelet); do tr '\0' '\n' &lt;/proc/$pid/cmdline; done</ask>
  </xsl:template>

  <xsl:template name="restart">
    <pre>systemctl daemon-reload
systemctl restart kubelet.service</pre>
  </xsl:template>

  <xsl:template match="k:yaml" mode="remedy">
    <remedy>
      <p><strong>In the configuration file</strong>, if the kubelet is started with
        <c>--config</c>. In the file that it names (often <c>/var/lib/kubelet/config.yaml</c>),
        set:</p>
      <pre><xsl:apply-templates mode="shipped"/></pre>
      <p>A drop-in file under <c>--config-dir</c> beats that file, and an argument <c><xsl:value-of
        select="../k:option/@flag"/></c> beats both: remove it where it is set (the unit
        <c>kubelet.service</c>, its drop-ins and the environment files that they read). Then restart
        the kubelet:</p>
      <xsl:call-template name="restart"/>
      <p>On a cluster made by kubeadm, change the ConfigMap <c>kubelet-config</c> in
        <c>kube-system</c> too, or the next upgrade brings the old file back.</p>
    </remedy>
  </xsl:template>

  <xsl:template match="k:argument" mode="remedy">
    <remedy>
      <p><strong>On the command line</strong>, if the kubelet is configured by arguments alone.
        <c>systemctl cat kubelet.service</c> shows the unit and its drop-ins, and which variable
        carries such arguments: often <c><xsl:value-of select="@variable"/></c>, with kubeadm
        <c>KUBELET_EXTRA_ARGS</c>. Set it in a drop-in, made by
        <c>systemctl edit kubelet.service</c>, to what it holds already and the argument:</p>
      <pre>[Service]
Environment="<xsl:value-of select="concat(@variable, '=')"/><xsl:apply-templates mode="shipped"/>"</pre>
      <p>The variable has to appear in <c>ExecStart=</c>, and an environment file that the unit reads
        may set it again. Then restart the kubelet:</p>
      <xsl:call-template name="restart"/>
    </remedy>
  </xsl:template>

  <xsl:template match="k:argument[@remove]" mode="remedy">
    <remedy>
      <p>Remove the argument <c><xsl:value-of select="."/></c> where it is set: the unit
        <c>kubelet.service</c>, its drop-ins and the environment files that they read.
        <c>systemctl cat kubelet.service</c> shows the first two. Then restart the kubelet:</p>
      <xsl:call-template name="restart"/>
    </remedy>
  </xsl:template>

  <xsl:template match="k:files" mode="rule">
    <xsl:call-template name="file-rule">
      <xsl:with-param name="name" select="concat('file_permissions_', @name)"/>
      <xsl:with-param name="number" select="@number"/>
      <xsl:with-param name="cis" select="@cis"/>
      <xsl:with-param name="state" select="concat(@name, '_mode')"/>
      <xsl:with-param name="way" select="'--mode'"/>
      <xsl:with-param name="title" select="concat('The mode of ', k:what, ' is ', @mode, ' or stricter')"/>
      <xsl:with-param name="good">nobody has a right on it that mode <c><xsl:value-of
        select="@mode"/></c> does not give</xsl:with-param>
      <xsl:with-param name="command" select="concat('chmod ', k:chmod, ' FILE')"/>
      <xsl:with-param name="ask" select="concat('without any right that mode ', @mode, ' does not give')"/>
    </xsl:call-template>
    <xsl:call-template name="file-rule">
      <xsl:with-param name="name" select="concat('file_owner_', @name)"/>
      <xsl:with-param name="number" select="@owner-number"/>
      <xsl:with-param name="cis" select="@owner-cis"/>
      <xsl:with-param name="state" select="'root_owns'"/>
      <xsl:with-param name="way" select="'--owner'"/>
      <xsl:with-param name="title" select="concat('The owner of ', k:what, ' is root')"/>
      <xsl:with-param name="good">its owner is <c>root</c>, user 0</xsl:with-param>
      <xsl:with-param name="command" select="'chown root FILE'"/>
      <xsl:with-param name="ask" select="'owned by root'"/>
    </xsl:call-template>
    <xsl:call-template name="file-rule">
      <xsl:with-param name="name" select="concat('file_groupowner_', @name)"/>
      <xsl:with-param name="number" select="concat(@owner-number, '02')"/>
      <xsl:with-param name="cis" select="@owner-cis"/>
      <xsl:with-param name="state" select="'root_group'"/>
      <xsl:with-param name="way" select="'--group'"/>
      <xsl:with-param name="title" select="concat('The group of ', k:what, ' is root')"/>
      <xsl:with-param name="good">its group is <c>root</c>, group 0</xsl:with-param>
      <xsl:with-param name="command" select="'chgrp root FILE'"/>
      <xsl:with-param name="ask" select="'of the group root'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="file-rule">
    <xsl:param name="name"/>
    <xsl:param name="number"/>
    <xsl:param name="cis"/>
    <xsl:param name="state"/>
    <xsl:param name="way"/>
    <xsl:param name="title"/>
    <xsl:param name="good"/>
    <xsl:param name="command"/>
    <xsl:param name="ask"/>
    <!-- How the program is called: a rule of its own, as those of other sheets. -->
    <xsl:variable name="called">
      <rule name="{$name}" severity="{@severity}" nist="{@nist}">
        <repair files="{@fix}" way="{$way}">
          <xsl:if test="$way = '--mode' and not(@role = 'manual')"><sub of="{$state}"/></xsl:if>
          <xsl:if test="$way = '--mode' and @role = 'manual'"><xsl:value-of select="@mode"/></xsl:if>
        </repair>
      </rule>
    </xsl:variable>
    <rule group="{../@group}" name="{$name}" number="{$number}" cis="{$cis}">
      <xsl:copy-of select="@level | @severity | @role | @platform | @v6 | @v7 | @v8 | @nist"/>
      <title><xsl:value-of select="$title"/></title>
      <passes>when, of each of these files, <xsl:copy-of select="$good"/>: <xsl:copy-of
        select="k:which/node()"/></passes>
      <xsl:copy-of select="k:about | k:default | k:impact | k:note | k:rationale"/>
      <xsl:if test="not(@role = 'manual')">
        <note category="general"><xsl:copy-of select="k:looked-for/node()"/>
          <xsl:if test="not(k:looked-for)">A file is looked for from the root and the working directory
            of the kubelet's process, on an image from those that its service would have.</xsl:if>
          Symbolic links are followed there, and what they lead to is judged. The file of a kubelet
          with a root directory of its own is named below <c>/proc/PID/root</c>.
          <xsl:if test="not(k:looked-for)">Where a file that has to be there is not, the rule is
            <em>unknown</em>; where</xsl:if><xsl:if test="k:looked-for">Where</xsl:if> it cannot be
          told which files there are, it is an <em>error</em>.</note>
      </xsl:if>
      <audit>
        <xsl:copy-of select="k:find/*"/>
        <p>Then look at each file:</p>
        <pre>stat -L -c '%a %U:%G %F %n' FILE</pre>
      </audit>
      <xsl:if test="@fix">
        <xsl:apply-templates select="exsl:node-set($called)/k:rule/k:repair" mode="remedy"/>
      </xsl:if>
      <remedy>
        <p><xsl:if test="@fix"><strong>By hand</strong>, for</xsl:if><xsl:if
          test="not(@fix)">For</xsl:if> each file that is otherwise:</p>
        <pre><xsl:value-of select="$command"/></pre>
        <xsl:copy-of select="k:after/*"/>
      </remedy>
      <ask>
        <xsl:value-of select="k:ask"/>
        <xsl:text>

    stat -L -c '%a %U:%G %F %n' FILE</xsl:text>
      </ask>
      <question>Is each of these files <xsl:value-of select="$ask"/>?</question>
      <xsl:if test="@fix">
        <xsl:for-each select="exsl:node-set($called)/k:rule">
          <xsl:call-template name="fixes"/>
        </xsl:for-each>
      </xsl:if>
      <xsl:if test="not(@role = 'manual')">
        <xsl:if test="starts-with($name, 'file_permissions_')">
          <export var="{@number}" value="{$state}"/>
        </xsl:if>
        <check>
          <files of="{@name}" number="{$number}" states="{$state}" comment="{$title}"/>
        </check>
      </xsl:if>
    </rule>
  </xsl:template>

  <!-- The texts of the sheets are XHTML, with `c` for a piece of code. -->
  <xsl:template match="k:*" mode="html">
    <xsl:element name="h:{local-name()}">
      <xsl:copy-of select="@*"/>
      <xsl:apply-templates mode="html"/>
    </xsl:element>
  </xsl:template>
  <xsl:template match="k:c" mode="html">
    <h:code><xsl:value-of select="normalize-space()"/></h:code>
  </xsl:template>
</xsl:stylesheet>
