<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!-- Resources of the API server: see fixes.xsl. -->
<xsl:stylesheet version="1.0"
    xmlns="urn:io.github.oscap-kubelet:rules"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:exsl="http://exslt.org/common"
    xmlns:k="urn:io.github.oscap-kubelet:rules"
    exclude-result-prefixes="exsl k">

  <!-- What compliance-operator applies, and oscap writes for those who apply it: a KubeletConfig of
       OpenShift. The former takes the text alone, without a `sub`: values are written out, as they are
       shipped. -->
  <xsl:template match="k:rule" mode="kubernetes">
    <xsl:variable name="body">
      <xsl:variable name="text">
        <xsl:apply-templates select="(k:document | k:yaml[not(../k:document)])/node()" mode="shipped"/>
      </xsl:variable>
      <xsl:value-of select="$text"/>
    </xsl:variable>
    <fix kind="kubernetes" disruption="medium">
      <xsl:call-template name="kubelet-config">
        <xsl:with-param name="body" select="exsl:node-set($body)/node()"/>
      </xsl:call-template>
    </fix>
  </xsl:template>
</xsl:stylesheet>
