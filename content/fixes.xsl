<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!--
  What puts a rule right, made of the `repair` of its sheet, with a sheet of fixes/ for each language:
  calls of the program oscap-kubelet-fix, for the shell and for Ansible; the resource that says the same
  to OpenShift, once with values written out and once with Values; and the words of the guide. What they share is here. It is included
  by rules.xsl.

  A `repair` holds a `set` for each setting, with the value or the XCCDF Value that has it, or names
  an argument to `remove`, or a kind of `files` and their `way`. What else it says:

    said="accepted"  a built-in default is written down, unless accept_builtin_default is "true"
    said="no"        a good built-in default is left alone
    said="asked"     it is, unless kubelet_settings_to_be_said lists the setting
    unless="ERE"     a setting that matches is left alone; one that has no value is empty. An element
                     `unless` holds one for a `value` that `is` a text
    min, max         a number between them is: numbers, or Values
    subset="yes"     a list of nothing but what shall be set is
    issued="yes"     where the value in force counts, serverTLSBootstrap does as well
    asked="VALUE"    of a `set`: only where that Value is "true"
    component="NAME" of another one than the kubelet
    but="VALUE"      nothing is done where that Value `is` a text

  A Value has its own name as a variable of the shell and of Ansible. In a text, `sub of` is a Value.

  oscap puts the text of a Value into a fix as it is, and quotes nothing. So it stands where one line is
  nothing but text: in a here-document of the shell behind a word that is no command, in a block scalar
  of YAML that is told how far it is indented and, in a playbook, that it is no template. What is more
  than a line, the `match` and `choices` of the Values do not let in (probe/loader/tailoring.c).
-->
<xsl:stylesheet version="1.0"
    xmlns="urn:io.github.oscap-kubelet:rules"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:exsl="http://exslt.org/common"
    xmlns:k="urn:io.github.oscap-kubelet:rules"
    xmlns:xccdf="http://checklists.nist.gov/xccdf/1.2"
    exclude-result-prefixes="exsl k xccdf">

  <xsl:include href="fixes/guide.xsl"/>
  <xsl:include href="fixes/shell.xsl"/>
  <xsl:include href="fixes/ansible.xsl"/>
  <xsl:include href="fixes/kubernetes.xsl"/>
  <xsl:include href="fixes/openshift.xsl"/>

  <xsl:variable name="values" select="document('kubelet-xccdf.xml')//xccdf:Value"/>
  <xsl:variable name="program" select="'oscap-kubelet-fix'"/>

  <!-- The Value as it is shipped: for texts that nobody tailors. -->
  <xsl:template match="k:sub" mode="shipped">
    <xsl:value-of select="$values[@id = concat('xccdf_', $name, '_value_', current()/@of)]
        /xccdf:value[not(@selector)]"/>
  </xsl:template>

  <!-- How much of a node a repair stops: restarts of kubelets are medium. -->
  <xsl:template match="k:repair" mode="disruption">medium</xsl:template>
  <xsl:template match="k:repair[@files and not(@files = 'configuration')]"
      mode="disruption">low</xsl:template>

  <!-- The Values that a repair takes, each once. -->
  <xsl:template match="k:repair" mode="values">
    <xsl:if test="@said = 'accepted'"><sub of="accept_builtin_default"/></xsl:if>
    <xsl:if test="@said = 'asked'"><sub of="kubelet_settings_to_be_said"/></xsl:if>
    <xsl:if test="@issued or k:set/@asked"><sub of="follow"/></xsl:if>
    <xsl:for-each select="k:set/@asked"><sub of="{.}"/></xsl:for-each>
    <xsl:if test="@but"><sub of="{@but}"/></xsl:if>
    <xsl:if test="k:unless"><sub of="{k:unless/@value}"/></xsl:if>
    <xsl:if test="starts-with(@min, 'kubelet')"><sub of="{@min}"/></xsl:if>
    <xsl:if test="starts-with(@max, 'kubelet')"><sub of="{@max}"/></xsl:if>
    <xsl:copy-of select=".//k:sub"/>
  </xsl:template>

  <xsl:template name="fixes">
    <xsl:variable name="values-used">
      <xsl:apply-templates select="k:repair" mode="values"/>
    </xsl:variable>
    <xsl:variable name="disruption">
      <xsl:apply-templates select="k:repair" mode="disruption"/>
    </xsl:variable>
    <fix kind="sh" disruption="{$disruption}">
      <xsl:call-template name="shell">
        <xsl:with-param name="values" select="exsl:node-set($values-used)/k:sub"/>
      </xsl:call-template>
    </fix>
    <fix kind="ansible" disruption="{$disruption}">
      <xsl:call-template name="ansible">
        <xsl:with-param name="values" select="exsl:node-set($values-used)/k:sub"/>
      </xsl:call-template>
    </fix>
    <xsl:if test="k:yaml and not(@openshift = 'no')">
      <xsl:apply-templates select="." mode="kubernetes"/>
      <xsl:apply-templates select="." mode="openshift"/>
    </xsl:if>
  </xsl:template>

  <!-- One line: there are many fixes, and every oscap that reads the stream reads them. -->
  <xsl:template match="k:repair" mode="comment">
    <xsl:text># Set</xsl:text>
    <xsl:for-each select="k:set[not(@asked)]">
      <xsl:value-of select="concat(' ', @setting)"/>
    </xsl:for-each>
    <xsl:text> where it is said, and restart </xsl:text>
    <xsl:value-of select="concat(@component, substring('the kubelet', 1, not(@component) * 11))"/>
    <xsl:text>; if that does no good, all is put back.
</xsl:text>
  </xsl:template>
  <xsl:template match="k:repair[@remove]" mode="comment"># Remove --<xsl:value-of select="@remove"/> where it is said, and restart the kubelet; if that does no good, all is put back.
</xsl:template>
  <xsl:template match="k:repair[@files]" mode="comment"># Put the files right that are not, and change nothing else.
</xsl:template>

  <!-- What the program is called with, for the shell and for Ansible to write: a `word` for each
       argument, with the Values in it, and of those that only some Value asks for, a `when`. -->
  <xsl:template match="k:repair[@but]" mode="words">
    <when value="{@but}" is-not="{@is}">
      <word>--rule</word>
      <word><xsl:value-of select="../@name"/></word>
      <word>--remove</word>
      <word><xsl:value-of select="@remove"/></word>
    </when>
  </xsl:template>
  <xsl:template match="k:repair" mode="words">
    <word>--rule</word>
    <word><xsl:value-of select="../@name"/></word>
    <xsl:if test="@component">
      <word>--component</word>
      <word><xsl:value-of select="@component"/></word>
    </xsl:if>
    <xsl:if test="@files">
      <word>--files</word>
      <word><xsl:value-of select="@files"/></word>
      <word><xsl:value-of select="@way"/></word>
      <xsl:if test="text() | k:sub">
        <word><xsl:copy-of select="text() | k:sub"/></word>
      </xsl:if>
    </xsl:if>
    <xsl:if test="@said = 'no'">
      <word>--said=false</word>
    </xsl:if>
    <xsl:if test="@subset">
      <word>--subset</word>
    </xsl:if>
    <xsl:if test="@unless">
      <word>--unless</word>
      <word><xsl:value-of select="@unless"/></word>
    </xsl:if>
    <xsl:if test="@min">
      <word>--between</word>
      <word>
        <xsl:apply-templates select="@min" mode="or-value"/>
        <xsl:text>:</xsl:text>
        <xsl:apply-templates select="@max" mode="or-value"/>
      </word>
    </xsl:if>
    <xsl:if test="@remove">
      <word>--remove</word>
      <word><xsl:value-of select="@remove"/></word>
    </xsl:if>
    <xsl:for-each select="k:set[not(@asked)]">
      <word><xsl:value-of select="concat(@setting, '=')"/><xsl:copy-of select="node()"/></word>
    </xsl:for-each>
    <xsl:if test="@said = 'accepted'">
      <when value="accept_builtin_default" is="true">
        <word>--said=false</word>
      </when>
    </xsl:if>
    <xsl:for-each select="k:unless">
      <when value="{@value}" is="{@is}">
        <word>--unless</word>
        <word><xsl:value-of select="."/></word>
      </when>
    </xsl:for-each>
    <xsl:if test="@said = 'asked'">
      <when value="kubelet_settings_to_be_said" lacks="{k:set/@setting}">
        <word>--said=false</word>
      </when>
    </xsl:if>
    <xsl:if test="@issued">
      <when value="follow" is="value_in_force">
        <word>--instead</word>
        <word>serverTLSBootstrap=true</word>
      </when>
    </xsl:if>
    <xsl:for-each select="k:set[@asked]">
      <when value="{@asked}" is="true">
        <word><xsl:value-of select="concat(@setting, '=')"/><xsl:copy-of select="node()"/></word>
      </when>
    </xsl:for-each>
  </xsl:template>
  <!-- As it is, or a Value. -->
  <xsl:template match="@*" mode="or-value">
    <xsl:choose>
      <xsl:when test="starts-with(., 'kubelet')"><sub of="{.}"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What is said where a rule wants more than its fix does. -->
  <xsl:template match="k:set" mode="not-asked">
    <xsl:value-of select="concat(../../@name, ': ', @setting,
        ' is left as it is: the Value ', @asked, ' does not ask for it')"/>
  </xsl:template>

  <!-- A Value in a document of YAML. Of a text it is a block, which no byte of a line can end. -->
  <xsl:template match="text()" mode="document"><xsl:value-of select="."/></xsl:template>
  <xsl:template match="k:sub" mode="document">
    <xsl:variable name="before" select="string(preceding-sibling::node()[1])"/>
    <xsl:variable name="type" select="$values[@id = concat('xccdf_', $name, '_value_', current()/@of)]/@type"/>
    <xsl:if test="$type = 'string' and substring($before, string-length($before) - 1) = ': '">
      <xsl:text>|2-&#10;  </xsl:text>
      <xsl:call-template name="indentation">
        <xsl:with-param name="text" select="$before"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:copy-of select="."/>
  </xsl:template>
  <!-- The blanks that the last line of a text begins with. -->
  <xsl:template name="indentation">
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="contains($text, '&#10;')">
        <xsl:call-template name="indentation">
          <xsl:with-param name="text" select="substring-after($text, '&#10;')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="substring-before($text, substring(normalize-space($text), 1, 1))"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
