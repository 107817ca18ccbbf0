<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!--
  The last step of each part: every element gets the prefix that this stylesheet declares for its
  namespace, and no comment is left.

  To XML prefixes are nothing, but programs compare them as they are written: compliance-operator looks
  for "xccdf-1.2:Rule" and "ds:component" (pkg/utils/parse_arf_result.go), openscap-report for "html:"
  (full_text_parser.py), which also ends at a comment in a Benchmark (profile_info_parser.py). The ones
  here are those of the streams that ComplianceAsCode builds (ssg/constants.py).
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xccdf-1.2="http://checklists.nist.gov/xccdf/1.2"
    xmlns:cpe-dict="http://cpe.mitre.org/dictionary/2.0"
    xmlns:cpe-lang="http://cpe.mitre.org/language/2.0"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:html="http://www.w3.org/1999/xhtml"
    xmlns:ind="http://oval.mitre.org/XMLSchema/oval-definitions-5#independent"
    xmlns:linux="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux"
    xmlns:ocil="http://scap.nist.gov/schema/ocil/2.0"
    xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5"
    xmlns:oval-def="http://oval.mitre.org/XMLSchema/oval-definitions-5"
    xmlns:unix="http://oval.mitre.org/XMLSchema/oval-definitions-5#unix">

  <!-- As in compose.xsl, oscap needs the indentation. -->
  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>

  <xsl:variable name="prefixes" select="document('')/*/namespace::*"/>

  <xsl:template match="*">
    <xsl:variable name="prefix" select="$prefixes[. = namespace-uri(current())]"/>
    <xsl:if test="not($prefix)">
      <xsl:message terminate="yes">no prefix for <xsl:value-of select="namespace-uri()"/></xsl:message>
    </xsl:if>
    <xsl:element name="{name($prefix)}:{local-name()}" namespace="{namespace-uri()}">
      <!-- All that the part needs, declared once. -->
      <xsl:if test="not(parent::*)">
        <xsl:variable name="elements" select="//*"/>
        <xsl:for-each select="$prefixes">
          <xsl:copy-of select="current()[$elements[namespace-uri() = current()]]"/>
        </xsl:for-each>
      </xsl:if>
      <xsl:copy-of select="@*"/>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>

  <!-- Whoever shows a text as it is shows the source's lines and indentation too, but for what is
       written out. -->
  <xsl:template match="text()[normalize-space()][ancestor::xccdf-1.2:description or
      ancestor::xccdf-1.2:warning or ancestor::xccdf-1.2:rationale or ancestor::xccdf-1.2:fixtext or
      ancestor::xccdf-1.2:notice or ancestor::xccdf-1.2:front-matter][not(ancestor::html:pre)]">
    <xsl:variable name="inner" select="normalize-space(concat('.', ., '.'))"/>
    <xsl:variable name="from" select="2 + (not(preceding-sibling::node()) and
        starts-with($inner, '. '))"/>
    <xsl:variable name="rest" select="substring($inner, $from)"/>
    <xsl:value-of select="substring($rest, 1, string-length($rest) - 1 -
        (not(following-sibling::node()) and contains(concat($rest, '#'), ' .#')))"/>
  </xsl:template>

  <xsl:template match="comment()"/>
  <xsl:template match="text()[not(normalize-space()) and preceding-sibling::node()[1][self::comment()]]"/>
</xsl:stylesheet>
