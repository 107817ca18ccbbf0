<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!-- The benchmark: kubelet-xccdf.xml with the rules of rules/*.xml in their groups and profiles. -->
<xsl:stylesheet version="1.0"
    xmlns="http://checklists.nist.gov/xccdf/1.2"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:h="http://www.w3.org/1999/xhtml"
    xmlns:k="urn:io.github.oscap-kubelet:rules"
    exclude-result-prefixes="k">

  <xsl:import href="rules.xsl"/>
  <!-- As in compose.xsl, oscap needs the indentation. -->
  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>

  <xsl:variable name="main" select="/"/>
  <xsl:variable name="benchmarks" select="document('benchmarks.xml')/k:benchmarks/k:benchmark"/>
  <!-- Where the ids of a STIG are looked up, as ComplianceAsCode has it: stigid, stigref and disa. -->
  <xsl:variable name="stig-ids"
      select="'https://public.cyber.mil/stigs/downloads/?_dl_facet_stigs=container-platform'"/>
  <xsl:variable name="stig-rules" select="'https://public.cyber.mil/stigs/srg-stig-tools/'"/>
  <xsl:variable name="controls" select="'https://public.cyber.mil/stigs/cci/'"/>
  <xsl:variable name="date" select="'2026-11-24'"/>
  <!-- As ComplianceAsCode writes it, with the slash: reports of both group by it. -->
  <xsl:variable name="cis-kubernetes" select="'https://www.cisecurity.org/benchmark/kubernetes/'"/>

  <xsl:template match="@* | node()">
    <xsl:copy>
      <xsl:apply-templates select="@* | node()"/>
    </xsl:copy>
  </xsl:template>

  <!-- All rules up to a level of CIS and those that name the profile, and no other: a rule is selected
       by itself. -->
  <xsl:template match="k:select">
    <xsl:variable name="level" select="@level"/>
    <xsl:variable name="profile" select="concat(' ', @profile, ' ')"/>
    <xsl:for-each select="$rules">
      <xsl:variable name="in" select="@level &lt;= $level or contains(concat(' ', @profiles, ' '), $profile)"/>
      <xsl:if test="$in or @level">
        <select idref="xccdf_{$name}_rule_{@name}" selected="{$in}"/>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- The names of the families of references. -->
  <xsl:template match="k:families">
    <xsl:for-each select="$benchmarks">
      <reference href="{@href}"><xsl:value-of select="@family"/></reference>
    </xsl:for-each>
    <reference href="{$stig-ids}">stigid</reference>
    <reference href="{$stig-rules}">stigref</reference>
    <reference href="{$controls}">disa</reference>
  </xsl:template>

  <!-- A profile of each benchmark of the table: its rules, its thresholds, its severities. -->
  <xsl:template match="k:profiles">
    <xsl:apply-templates select="$benchmarks[@profile]" mode="profile"/>
  </xsl:template>
  <xsl:template match="k:benchmark" mode="profile">
    <xsl:variable name="asked" select="self::*[not(@like)] | $benchmarks[@family = current()/@like]"/>
    <xsl:variable name="words">
      <xsl:text> </xsl:text>
      <xsl:for-each select="$asked/k:item"><xsl:value-of select="concat(@rules, ' ')"/></xsl:for-each>
    </xsl:variable>
    <Profile id="xccdf_{$name}_profile_{@profile}">
      <title><xsl:value-of select="concat(@title, ', worker node')"/></title>
      <description><xsl:value-of select="concat('What ', @title, ' asks of a node, by its own numbers and thresholds.')"/></description>
      <reference href="{@href}"><xsl:value-of select="@title"/></reference>
      <platform idref="#kubelet_node"/>
      <xsl:for-each select="$rules">
        <xsl:variable name="in" select="contains($words, concat(' ', @name, ' '))"/>
        <xsl:if test="$in or @level">
          <select idref="xccdf_{$name}_rule_{@name}" selected="{$in}"/>
        </xsl:if>
      </xsl:for-each>
      <xsl:for-each select="$asked/k:value">
        <refine-value idref="xccdf_{$name}_value_{@name}" selector="{@selector}"/>
      </xsl:for-each>
      <xsl:apply-templates select="$asked/k:item" mode="severity"/>
    </Profile>
  </xsl:template>

  <!-- What a STIG says of a rule counts in its profile, and a rule that nobody knows is a mistake. -->
  <xsl:template match="k:item" mode="severity">
    <xsl:param name="names" select="concat(@rules, ' ')"/>
    <xsl:variable name="rule" select="substring-before($names, ' ')"/>
    <xsl:variable name="severity" select="substring('high  medium', 6 * @cat - 5, 6)"/>
    <xsl:variable name="found" select="$rules[@name = $rule]"/>
    <xsl:if test="not($found)">
      <xsl:message terminate="yes">benchmarks.xml: no rule is named <xsl:value-of select="$rule"/></xsl:message>
    </xsl:if>
    <xsl:if test="@cat and not($found/@severity = normalize-space($severity)) and
        not(preceding-sibling::k:item[contains(concat(' ', @rules, ' '), concat(' ', $rule, ' '))])">
      <refine-rule idref="xccdf_{$name}_rule_{$rule}" severity="{normalize-space($severity)}"/>
    </xsl:if>
    <xsl:if test="substring-after($names, ' ')">
      <xsl:apply-templates select="." mode="severity">
        <xsl:with-param name="names" select="substring-after($names, ' ')"/>
      </xsl:apply-templates>
    </xsl:if>
  </xsl:template>

  <xsl:template match="k:rules">
    <xsl:apply-templates select="$rules[@group = current()/@group]" mode="benchmark"/>
  </xsl:template>

  <xsl:template match="k:rule" mode="benchmark">
    <!-- Of a role "unchecked" oscap does not even say that it is not applicable. A rule with a
         question alone is notchecked by itself. -->
    <Rule id="xccdf_{$name}_rule_{@name}" selected="{boolean(@level)}" weight="1.0" role="full"
        severity="{@severity}">
      <status date="{$date}">draft</status>
      <title><xsl:value-of select="normalize-space(concat(@cis, ' ', k:title))"/></title>
      <!-- Each text begins with characters: what begins with an element is indented, and programs show
           the indentation. -->
      <description>
        <xsl:apply-templates select="k:about" mode="text"/>
        <xsl:text>&#10;</xsl:text>
        <h:p><h:strong>The rule passes</h:strong><xsl:text> </xsl:text>
          <xsl:apply-templates select="k:passes/node()" mode="html"/></h:p>
        <xsl:apply-templates select="k:default" mode="paragraph">
          <xsl:with-param name="title" select="'Built-in default:'"/>
        </xsl:apply-templates>
        <!-- Reports do not show the question. -->
        <xsl:if test="not(k:check)">
          <xsl:text>&#10;</xsl:text>
          <h:p><h:strong>For a person to answer:</h:strong><xsl:text> </xsl:text>
            <xsl:value-of select="k:question"/></h:p>
          <xsl:call-template name="instructions">
            <xsl:with-param name="text" select="k:ask"/>
          </xsl:call-template>
        </xsl:if>
      </description>
      <!-- Of several, programs show none. -->
      <xsl:variable name="notes" select="k:note[not(@category = 'peers')]"/>
      <xsl:if test="k:impact | $notes">
        <warning category="general">
          <xsl:for-each select="k:impact">
            <xsl:text>Impact: </xsl:text>
            <xsl:apply-templates mode="html"/>
          </xsl:for-each>
          <xsl:for-each select="$notes">
            <xsl:text>&#10;</xsl:text>
            <xsl:apply-templates mode="html"/>
          </xsl:for-each>
        </warning>
      </xsl:if>
      <xsl:apply-templates select="." mode="references"/>
      <rationale>
        <xsl:apply-templates select="k:rationale" mode="text"/>
      </rationale>
      <xsl:if test="@platform">
        <platform idref="#{@platform}"/>
      </xsl:if>
      <xsl:apply-templates select="." mode="idents"/>
      <xsl:if test="k:remedy">
        <fixtext strategy="configure" complexity="low" disruption="medium" reboot="false">
          <xsl:apply-templates select="k:remedy" mode="text"/>
        </fixtext>
      </xsl:if>
      <xsl:for-each select="k:fix">
        <fix id="{../@name}_{@kind}" system="urn:xccdf:fix:script:{@kind}" strategy="configure"
            complexity="low" disruption="{@disruption}" reboot="false">
          <xsl:apply-templates mode="fix"/>
        </fix>
      </xsl:for-each>
      <xsl:if test="k:check">
        <check system="http://oval.mitre.org/XMLSchema/oval-definitions-5">
          <check-export export-name="oval:{$name}:var:30"
              value-id="xccdf_{$name}_value_judge_set_aside"/>
          <xsl:if test="k:check//k:test[not(@kind)] | k:check//k:unset | k:check//k:written[@number = 501]">
            <check-export export-name="oval:{$name}:var:32"
                value-id="xccdf_{$name}_value_evidence"/>
          </xsl:if>
          <xsl:for-each select="k:export">
            <check-export export-name="oval:{$name}:var:{@var}" value-id="xccdf_{$name}_value_{@value}"/>
          </xsl:for-each>
          <check-content-ref href="kubelet-oval.xml" name="oval:{$name}:def:{@number}"/>
        </check>
      </xsl:if>
      <check system="http://scap.nist.gov/schema/ocil/2">
        <check-content-ref href="kubelet-ocil.xml" name="ocil:{$name}:questionnaire:{@number}"/>
      </check>
    </Rule>
  </xsl:template>

  <xsl:template match="k:sub" mode="fix">
    <sub idref="xccdf_{$name}_value_{@of}" use="legacy"/>
  </xsl:template>

  <!-- Paragraphs of a text; what is indented is a command. -->
  <xsl:template name="instructions">
    <xsl:param name="text"/>
    <xsl:variable name="part" select="substring-before(concat($text, '&#10;&#10;'), '&#10;&#10;')"/>
    <xsl:text>&#10;</xsl:text>
    <xsl:choose>
      <xsl:when test="starts-with($part, '    ')"><h:pre><xsl:value-of select="$part"/></h:pre></xsl:when>
      <xsl:otherwise><h:p><xsl:value-of select="$part"/></h:p></xsl:otherwise>
    </xsl:choose>
    <xsl:if test="contains($text, '&#10;&#10;')">
      <xsl:call-template name="instructions">
        <xsl:with-param name="text" select="substring-after($text, '&#10;&#10;')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Paragraphs, the first of them without an element around it. -->
  <xsl:template match="k:*" mode="text">
    <xsl:for-each select="*">
      <xsl:if test="position() > 1"><xsl:text>&#10;</xsl:text></xsl:if>
      <xsl:choose>
        <xsl:when test="position() > 1"><xsl:apply-templates select="." mode="html"/></xsl:when>
        <xsl:otherwise><xsl:apply-templates mode="html"/></xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="k:*" mode="paragraph">
    <xsl:param name="title"/>
    <xsl:text>&#10;</xsl:text>
    <h:p><h:strong><xsl:value-of select="$title"/></h:strong><xsl:text> </xsl:text>
      <xsl:apply-templates mode="html"/></h:p>
  </xsl:template>

  <xsl:template match="k:rule" mode="references">
    <xsl:if test="@cis">
      <reference href="{$cis-kubernetes}"><xsl:value-of
        select="@cis"/></reference>
      <reference href="https://www.cisecurity.org/controls/v6"><xsl:value-of select="@v6"/></reference>
      <reference href="https://www.cisecurity.org/controls/v7"><xsl:value-of select="@v7"/></reference>
      <reference href="https://www.cisecurity.org/controls/v8"><xsl:value-of select="@v8"/></reference>
    </xsl:if>
    <xsl:apply-templates select="$benchmarks" mode="reference">
      <xsl:with-param name="rule" select="."/>
    </xsl:apply-templates>
    <xsl:call-template name="nist">
      <xsl:with-param name="controls" select="@nist"/>
    </xsl:call-template>
    <xsl:for-each select="k:reference[@family = 'config']">
      <reference href="https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/"><xsl:value-of select="."/></reference>
    </xsl:for-each>
    <xsl:for-each select="k:reference[@family = 'flag']">
      <reference href="https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/"><xsl:value-of select="."/></reference>
    </xsl:for-each>
  </xsl:template>

  <!-- The items of a benchmark that ask for a rule. -->
  <xsl:template match="k:benchmark" mode="reference">
    <xsl:param name="rule"/>
    <xsl:variable name="href" select="@href"/>
    <xsl:variable name="word" select="concat(' ', $rule/@name, ' ')"/>
    <xsl:variable name="items" select="(self::*[not(@like)] | $benchmarks[@family = current()/@like])
        /k:item[contains(concat(' ', @rules, ' '), $word)]"/>
    <xsl:for-each select="$items[not(@v)]/@number | $rule/@cis[current()/@like = 'cis']">
      <reference href="{$href}"><xsl:value-of select="."/></reference>
    </xsl:for-each>
    <xsl:for-each select="$items[@v]">
      <reference href="{$href}"><xsl:value-of select="concat('V-', @v)"/></reference>
    </xsl:for-each>
    <xsl:for-each select="$items[@v]">
      <reference href="{$stig-ids}"><xsl:value-of select="concat('CNTR-K8-', @number)"/></reference>
    </xsl:for-each>
    <xsl:for-each select="$items[@v]">
      <reference href="{$stig-rules}"><xsl:value-of select="concat('SV-', @v, 'r', @revision,
          '_rule')"/></reference>
    </xsl:for-each>
    <xsl:for-each select="$items/@cci">
      <reference href="{$controls}"><xsl:value-of select="concat('CCI-',
          substring-before(concat(., ' '), ' '))"/></reference>
      <xsl:if test="contains(., ' ')">
        <reference href="{$controls}"><xsl:value-of select="concat('CCI-', substring-after(., ' '))"/></reference>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="nist">
    <xsl:param name="controls"/>
    <reference href="http://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-53r4.pdf"><xsl:value-of
      select="substring-before(concat($controls, ' '), ' ')"/></reference>
    <xsl:if test="contains($controls, ' ')">
      <xsl:call-template name="nist">
        <xsl:with-param name="controls" select="substring-after($controls, ' ')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- The number of the benchmark, and for each control of NIST that of DISA's Control Correlation
       Identifiers which says the most of it. heimdall (@mitre/hdf-converters) takes the controls of NIST
       from those alone where a rule has any ident; openscap_parser takes the first ident for the rule's
       name. -->
  <k:cci nist="AC-3">CCI-000213</k:cci>
  <k:cci nist="AC-12">CCI-002361</k:cci>
  <k:cci nist="AC-16">CCI-002263</k:cci>
  <k:cci nist="AU-12">CCI-000169</k:cci>
  <k:cci nist="CM-3">CCI-000314</k:cci>
  <k:cci nist="CM-5">CCI-001499</k:cci>
  <k:cci nist="CM-6">CCI-000366</k:cci>
  <k:cci nist="CM-7">CCI-000381</k:cci>
  <k:cci nist="IA-3">CCI-000778</k:cci>
  <k:cci nist="IA-5">CCI-000185</k:cci>
  <k:cci nist="SC-3">CCI-001084</k:cci>
  <k:cci nist="SC-5">CCI-002385</k:cci>
  <k:cci nist="SC-6">CCI-002394</k:cci>
  <k:cci nist="SC-7">CCI-001097</k:cci>
  <k:cci nist="SC-8">CCI-002418</k:cci>
  <k:cci nist="SC-10">CCI-001133</k:cci>
  <k:cci nist="SC-12">CCI-002428</k:cci>
  <k:cci nist="SC-13">CCI-002450</k:cci>
  <k:cci nist="SC-17">CCI-001159</k:cci>
  <xsl:variable name="ccis" select="document('')/*/k:cci"/>

  <xsl:template match="k:rule" mode="idents">
    <xsl:for-each select="@cis">
      <ident system="{$cis-kubernetes}"><xsl:value-of select="."/></ident>
    </xsl:for-each>
    <xsl:call-template name="ccis">
      <xsl:with-param name="controls" select="@nist"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template name="ccis">
    <xsl:param name="controls"/>
    <xsl:variable name="control" select="substring-before(concat($controls, ' '), ' ')"/>
    <xsl:if test="not($ccis[@nist = $control])">
      <xsl:message terminate="yes">no CCI for <xsl:value-of select="$control"/> of <xsl:value-of
        select="@name"/></xsl:message>
    </xsl:if>
    <ident system="http://cyber.mil/cci"><xsl:value-of select="$ccis[@nist = $control]"/></ident>
    <xsl:if test="contains($controls, ' ')">
      <xsl:call-template name="ccis">
        <xsl:with-param name="controls" select="substring-after($controls, ' ')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
