<?xml version="1.0" encoding="utf-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!-- Stands in for the stock rules of the same name, which it applies first, and adds those of the
     kubelet tests. -->
<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0">
     <xsl:import href="oval-definitions-schematron.base.xsl"/>
     <xsl:import href="oval-definitions-schematron-kubelet.xsl"/>
     <xsl:template match="/">
          <xsl:apply-imports/>
          <xsl:apply-templates select="/" mode="kubelet"/>
     </xsl:template>
</xsl:stylesheet>
