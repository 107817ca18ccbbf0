<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!-- The words of the guide: see fixes.xsl. -->
<xsl:stylesheet version="1.0"
    xmlns="urn:io.github.oscap-kubelet:rules"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:k="urn:io.github.oscap-kubelet:rules"
    exclude-result-prefixes="k">

  <!-- A long command in a line of text would make a report as wide as it is. -->
  <xsl:template match="k:repair" mode="remedy">
    <xsl:variable name="command"><xsl:apply-templates select="." mode="typed"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="string-length($command) &lt; 200">
        <p>In one step: <c><xsl:value-of select="$command"/></c> on the node (<c>--dry-run</c> says what it
          would do).</p>
      </xsl:when>
      <xsl:otherwise>
        <p>In one step: on the node, this command (<c>--dry-run</c> says what it would do).</p>
        <pre><xsl:value-of select="$command"/></pre>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="k:repair" mode="typed">
    <xsl:value-of select="$program"/>
    <xsl:if test="@component"> --component <xsl:value-of select="@component"/></xsl:if>
    <xsl:if test="@remove"> --remove <xsl:value-of select="@remove"/></xsl:if>
    <xsl:if test="@files"> --files <xsl:value-of select="concat(@files, ' ')"/>
      <xsl:choose>
        <xsl:when test="@way = '--mode'">--mode <xsl:apply-templates select="k:sub"
          mode="shipped"/><xsl:value-of select="text()"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="@way"/></xsl:otherwise>
      </xsl:choose>
    </xsl:if>
    <xsl:for-each select="k:set[not(@asked)]">
      <xsl:value-of select="concat(' ', @setting, '=')"/>
      <xsl:apply-templates select="node()" mode="shipped"/>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
