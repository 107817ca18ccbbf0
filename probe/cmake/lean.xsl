<?xml version="1.0" encoding="utf-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!-- A schema without what only people and generators of Schematron read: oscap reads each schema again
     in every run, and what takes its time most is text. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
     <xsl:output method="xml" encoding="utf-8"/>
     <xsl:strip-space elements="*"/>
     <xsl:template match="@* | node()">
          <xsl:copy>
               <xsl:apply-templates select="@* | node()"/>
          </xsl:copy>
     </xsl:template>
     <xsl:template match="xsd:annotation | comment()"/>
</xsl:stylesheet>
