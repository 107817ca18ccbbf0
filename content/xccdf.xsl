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
  <xsl:variable name="date" select="'2026-11-24'"/>

  <xsl:template match="@* | node()">
    <xsl:copy>
      <xsl:apply-templates select="@* | node()"/>
    </xsl:copy>
  </xsl:template>

  <!-- All rules up to a level of CIS, and no other: a rule is selected by itself. -->
  <xsl:template match="k:select">
    <xsl:variable name="level" select="@level"/>
    <xsl:for-each select="$rules">
      <select idref="xccdf_{$name}_rule_{@name}" selected="{@level &lt;= $level}"/>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="k:deselect">
    <xsl:for-each select="$rules">
      <select idref="xccdf_{$name}_rule_{@name}" selected="false"/>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="k:rules">
    <xsl:apply-templates select="$rules[@group = current()/@group]" mode="benchmark"/>
  </xsl:template>

  <xsl:template match="k:rule" mode="benchmark">
    <!-- Of a role "unchecked" oscap does not even say that it is not applicable. A rule with a
         question alone is notchecked by itself. -->
    <Rule id="xccdf_{$name}_rule_{@name}" selected="true" weight="1.0" role="full"
        severity="{@severity}">
      <status date="{$date}">draft</status>
      <title><xsl:value-of select="normalize-space(k:title)"/></title>
      <description>
        <xsl:apply-templates select="k:about/*" mode="html"/>
        <h:p><h:strong>The rule passes</h:strong><xsl:text> </xsl:text>
          <xsl:apply-templates select="k:passes/node()" mode="html"/>
          <xsl:if test="@group = 'kubelet'"> It is an <h:strong>error</h:strong>, with the reason,
          when the value cannot be known: an unreadable or broken file, <xsl:if
          test="not(k:unchanging)">a file that was changed after the kubelet started, </xsl:if>an
          argument that the kubelet would refuse.</xsl:if></h:p>
        <xsl:apply-templates select="k:origin" mode="paragraph">
          <xsl:with-param name="title" select="'Where the value comes from,'"/>
        </xsl:apply-templates>
        <xsl:apply-templates select="k:default" mode="paragraph">
          <xsl:with-param name="title" select="'Built-in default:'"/>
        </xsl:apply-templates>
        <h:p><h:strong>Audit by hand.</h:strong></h:p>
        <xsl:apply-templates select="k:audit/*" mode="html"/>
      </description>
      <warning category="functionality"><h:strong>Impact:</h:strong><xsl:text> </xsl:text>
        <xsl:apply-templates select="k:impact/node()" mode="html"/></warning>
      <xsl:for-each select="k:note">
        <warning category="{@category}"><xsl:apply-templates mode="html"/></warning>
      </xsl:for-each>
      <xsl:if test="@group = 'kubelet' and not(k:unchanging)">
        <warning category="general">A kubelet reads its files once, when it starts. After a change of
          one of them the value in force is not known until the kubelet is restarted, and the rule is
          an error, unless the command line says the value (<h:code>changed_since_start</h:code> in
          the details of rule 4.2.2).</warning>
      </xsl:if>
      <xsl:apply-templates select="." mode="references"/>
      <rationale>
        <xsl:apply-templates select="k:rationale/*" mode="html"/>
      </rationale>
      <xsl:if test="@platform">
        <platform idref="#{@platform}"/>
      </xsl:if>
      <xsl:apply-templates select="." mode="idents"/>
      <xsl:for-each select="k:remedy">
        <fixtext strategy="configure" complexity="low" disruption="medium" reboot="false">
          <xsl:apply-templates select="*" mode="html"/>
        </fixtext>
      </xsl:for-each>
      <xsl:for-each select="k:fix">
        <fix id="{../@name}_{@kind}" system="urn:xccdf:fix:script:{@kind}" strategy="configure"
            complexity="low" disruption="{@disruption}" reboot="false">
          <xsl:apply-templates mode="fix"/>
        </fix>
      </xsl:for-each>
      <xsl:if test="k:check">
        <check system="http://oval.mitre.org/XMLSchema/oval-definitions-5">
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

  <xsl:template match="k:*" mode="paragraph">
    <xsl:param name="title"/>
    <h:p><h:strong><xsl:value-of select="$title"/></h:strong><xsl:text> </xsl:text>
      <xsl:apply-templates mode="html"/></h:p>
  </xsl:template>

  <xsl:template match="k:rule" mode="references">
    <reference href="https://www.cisecurity.org/benchmark/kubernetes"><xsl:value-of
      select="@cis"/></reference>
    <reference href="https://www.cisecurity.org/controls/v6"><xsl:value-of select="@v6"/></reference>
    <reference href="https://www.cisecurity.org/controls/v7"><xsl:value-of select="@v7"/></reference>
    <reference href="https://www.cisecurity.org/controls/v8"><xsl:value-of select="@v8"/></reference>
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

  <!-- As CIS-CAT writes them. -->
  <xsl:template match="k:rule" mode="idents">
    <ident system="http://cisecurity.org/20-cc/v6.1" xmlns:cc6="http://cisecurity.org/20-cc/v6.1">
      <xsl:attribute name="cc6:controlURI" namespace="http://cisecurity.org/20-cc/v6.1">
        <xsl:text>http://cisecurity.org/20-cc/v6.1</xsl:text>
        <xsl:apply-templates select="@v6" mode="control"/>
      </xsl:attribute>
      <xsl:value-of select="@v6"/>
    </ident>
    <ident system="http://cisecurity.org/20-cc/v7.0" xmlns:cc7="http://cisecurity.org/20-cc/v7.0">
      <xsl:attribute name="cc7:controlURI" namespace="http://cisecurity.org/20-cc/v7.0">
        <xsl:text>http://cisecurity.org/20-cc/v7.0</xsl:text>
        <xsl:apply-templates select="@v7" mode="control"/>
      </xsl:attribute>
      <xsl:value-of select="@v7"/>
    </ident>
    <ident system="http://cisecurity.org/20-cc/v8.0" xmlns:cc8="http://cisecurity.org/20-cc/v8.0">
      <xsl:attribute name="cc8:controlURI" namespace="http://cisecurity.org/20-cc/v8.0">
        <xsl:text>http://cisecurity.org/20-cc/v8.0</xsl:text>
        <xsl:apply-templates select="@v8" mode="control"/>
      </xsl:attribute>
      <xsl:value-of select="@v8"/>
    </ident>
  </xsl:template>
  <xsl:template match="@*" mode="control">
    <xsl:value-of select="concat('/control/', substring-before(concat(., '.'), '.'))"/>
    <xsl:if test="contains(., '.')">
      <xsl:value-of select="concat('/subcontrol/', substring-after(., '.'))"/>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
