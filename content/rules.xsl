<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!--
  The rules of rules/*.xml, all in one form, for xccdf.xsl, oval.xsl and ocil.xsl, which make the
  benchmark, the checks and the questions of them.

  A `rule` of the sheets is in the profiles of its level of CIS, or, if it is no recommendation of CIS,
  in those that its `profiles` names. It names the flag of its setting and its path in KubeletConfiguration (option),
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
    <xsl:apply-templates select="document('rules/places.xml')/k:rules/*" mode="rule"/>
    <xsl:apply-templates select="document('rules/kubelet.xml')/k:rules/*" mode="rule"/>
    <xsl:apply-templates select="document('rules/others.xml')/k:rules/*" mode="rule"/>
    <xsl:apply-templates select="document('rules/host.xml')/k:rules/*" mode="rule"/>
    <xsl:apply-templates select="document('rules/restart.xml')/k:rules/*" mode="rule"/>
    <xsl:apply-templates select="document('rules/proxy.xml')/k:rules/*" mode="rule"/>
  </xsl:variable>
  <xsl:variable name="rules" select="exsl:node-set($expanded)/k:rule"/>

  <!-- How bad it is if a rule fails: the table has each rule once. -->
  <xsl:variable name="severities" select="document('severities.xml')/k:severities/k:severity"/>
  <xsl:template name="severity">
    <xsl:param name="rule" select="@name"/>
    <xsl:variable name="rows" select="$severities[contains(concat(' ', normalize-space(@rules), ' '),
        concat(' ', $rule, ' '))]"/>
    <xsl:if test="count($rows) != 1">
      <xsl:message terminate="yes">severities.xml: the rule <xsl:value-of select="concat($rule, ' is in ',
          count($rows), ' rows')"/></xsl:message>
    </xsl:if>
    <xsl:attribute name="severity"><xsl:value-of select="$rows/@is"/></xsl:attribute>
  </xsl:template>

  <xsl:template match="k:rule" mode="rule">
    <rule group="{../@group}">
      <xsl:copy-of select="@*"/>
      <xsl:call-template name="severity"/>
      <xsl:copy-of select="*[not(self::k:option or self::k:yaml or self::k:argument or
          self::k:repair or self::k:document)]"/>
      <xsl:apply-templates select="k:option" mode="texts"/>
      <xsl:if test="k:repair | k:yaml | k:argument">
        <remedy>
          <xsl:apply-templates select="k:repair" mode="remedy"/>
          <xsl:apply-templates select="k:yaml | k:argument[not(../k:yaml)]" mode="remedy"/>
        </remedy>
      </xsl:if>
      <xsl:if test="k:repair">
        <xsl:call-template name="fixes"/>
      </xsl:if>
    </rule>
  </xsl:template>

  <!-- An option that files have too. -->
  <xsl:template match="k:option[@path]" mode="texts">
    <reference family="config"><xsl:value-of select="@path"/></reference>
    <reference family="flag"><xsl:value-of select="@flag"/></reference>
    <!-- The key of the first level and all below it, however long: kubeadm's `authentication` has
         seven lines before that of the client CA. -->
    <ask>Print the arguments of every kubelet, one on each line:

    for pid in $(pgrep -x kubelet); do tr '\0' '\n' &lt;/proc/$pid/cmdline; done

If <xsl:value-of select="@flag"/> is among them, its last occurrence counts. If it is not, and --config names a file, look there (a relative path starts at /proc/PID/cwd):

    awk '/^[a-zA-Z]/ {p = /^<xsl:value-of select="substring-before(concat(@path, '.'), '.')"/>:/} p' FILE

Where --config-dir names a directory, its files ending in .conf come after that file, in the order of their names, and each beats those before it.<xsl:if test="k:but"><xsl:value-of select="concat(' ', normalize-space(k:but))"/></xsl:if> What the kubelet has in force can be asked through the API server, with NODE being the name of the node:

    kubectl get --raw /api/v1/nodes/NODE/proxy/configz | jq .kubeletconfig.<xsl:value-of select="@path"/></ask>
  </xsl:template>

  <!-- An option of the command line alone. -->
  <xsl:template match="k:option" mode="texts">
    <unchanging/>
    <reference family="flag"><xsl:value-of select="@flag"/></reference>
    <ask>Print the arguments of every kubelet, one on each line:

    for pid in $(pgrep -x kubelet); do tr '\0' '\n' &lt;/proc/$pid/cmdline; done</ask>
  </xsl:template>

  <xsl:template match="k:yaml" mode="remedy">
    <p>By hand, in the <c>KubeletConfiguration</c> of <c>--config</c>, or where a drop-in file or the argument
      <c><xsl:value-of select="../k:option/@flag"/></c> says it (without <c>--config</c> as <c><xsl:apply-templates
      select="../k:argument/node()" mode="shipped"/></c>); then restart the kubelet:</p>
    <pre><xsl:apply-templates mode="shipped"/></pre>
  </xsl:template>

  <xsl:template match="k:argument" mode="remedy">
    <p>By hand, <xsl:if test="@remove">remove</xsl:if><xsl:if test="not(@remove)">set</xsl:if> the argument
      <c><xsl:apply-templates mode="shipped"/></c> in the unit, the drop-in or the environment file that says it
      (<c>systemctl cat kubelet.service</c>); then restart the kubelet.</p>
  </xsl:template>

  <xsl:template match="k:files" mode="rule">
    <xsl:if test="not(@only = 'owner')">
      <xsl:call-template name="file-rule">
        <xsl:with-param name="name" select="concat('file_permissions_', @name)"/>
        <xsl:with-param name="number" select="@number"/>
        <xsl:with-param name="cis" select="@cis"/>
        <xsl:with-param name="state" select="concat(substring(@name, 1, not(@fixed) * 99), substring(
            concat('mode_', @mode), 1, boolean(@fixed) * 9), substring('_mode', 1, not(@fixed) * 9))"/>
        <xsl:with-param name="way" select="'--mode'"/>
        <xsl:with-param name="title" select="concat('The mode of ', k:what, ' is ', @mode, ' or stricter')"/>
        <xsl:with-param name="good">has mode <c><xsl:value-of select="@mode"/></c> or a stricter one, without any
          right beyond it</xsl:with-param>
        <xsl:with-param name="command" select="concat('chmod ', k:chmod, ' FILE')"/>
        <xsl:with-param name="ask" select="concat('mode ', @mode, ' or a stricter one, without any right beyond it')"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="not(@only = 'mode')">
      <xsl:call-template name="file-rule">
        <xsl:with-param name="name" select="concat('file_owner_', @name)"/>
        <xsl:with-param name="number" select="@owner-number"/>
        <xsl:with-param name="cis" select="@owner-cis"/>
        <xsl:with-param name="state" select="'root_owns'"/>
        <xsl:with-param name="way" select="'--owner'"/>
        <xsl:with-param name="title" select="concat('The owner of ', k:what, ' is root')"/>
        <xsl:with-param name="good">is owned by <c>root</c>, user 0</xsl:with-param>
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
        <xsl:with-param name="good">is of the group <c>root</c>, group 0</xsl:with-param>
        <xsl:with-param name="command" select="'chgrp root FILE'"/>
        <xsl:with-param name="ask" select="'of the group root'"/>
      </xsl:call-template>
    </xsl:if>
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
      <rule name="{$name}" nist="{@nist}">
        <repair files="{@fix}" way="{$way}">
          <xsl:if test="$way = '--mode' and not(@fixed)"><sub of="{$state}"/></xsl:if>
          <xsl:if test="$way = '--mode' and @fixed"><xsl:value-of select="@mode"/></xsl:if>
        </repair>
      </rule>
    </xsl:variable>
    <rule group="{../@group}" name="{$name}" number="{$number}">
      <xsl:if test="$cis">
        <xsl:attribute name="cis"><xsl:value-of select="$cis"/></xsl:attribute>
      </xsl:if>
      <xsl:call-template name="severity">
        <xsl:with-param name="rule" select="$name"/>
      </xsl:call-template>
      <xsl:copy-of select="@level | @profiles | @role | @platform | @v6 | @v7 | @v8 | @nist"/>
      <title><xsl:value-of select="$title"/></title>
      <passes>when each of these files <xsl:copy-of select="$good"/>: <xsl:copy-of
        select="k:which/node()"/><xsl:if test="$way = '--mode' and @mode = '600' and not(@fixed)"> The Value
        <c>file_mode_in_private_directory</c> can let mode <c>644</c> pass in a directory that root alone may
        enter.</xsl:if></passes>
      <xsl:copy-of select="k:about | k:default | k:impact | k:note | k:rationale"/>
      <remedy>
        <xsl:if test="@fix">
          <xsl:apply-templates select="exsl:node-set($called)/k:rule/k:repair" mode="remedy"/>
        </xsl:if>
        <p>By hand, for each file that is otherwise: <c><xsl:value-of select="$command"/></c>.<xsl:value-of
          select="concat(' ', normalize-space(k:after))"/></p>
      </remedy>
      <ask>
        <xsl:value-of select="k:ask"/>
        <xsl:text>

    stat -L -c '%a %U:%G %F %n' FILE</xsl:text>
      </ask>
      <question><xsl:value-of select="concat(substring('Has Is', 1 + 4 * not($way = '--mode'), 3),
        ' each of these files ', $ask, '?')"/></question>
      <xsl:if test="@fix">
        <xsl:for-each select="exsl:node-set($called)/k:rule">
          <xsl:call-template name="fixes"/>
        </xsl:for-each>
      </xsl:if>
      <xsl:if test="not(@role = 'manual')">
        <xsl:if test="starts-with($name, 'file_permissions_') and not(@fixed)">
          <export var="{@number}" value="{$state}"/>
          <export var="414" value="file_mode_in_private_directory"/>
        </xsl:if>
        <check>
          <xsl:if test="@place">
            <xsl:if test="not(@known)"><kubelets/></xsl:if>
            <xsl:if test="@known">
              <test number="{$number}11" object="{@known}" states="known" comment="{@known-as}"/>
            </xsl:if>
            <look number="{$number}" object="{@number}" states="{$state}" existence="any_exist"
                comment="{$title}"/>
          </xsl:if>
          <xsl:if test="not(@place)">
            <files of="{@name}" number="{$number}" states="{$state}" comment="{$title}"/>
          </xsl:if>
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
