<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!--
  One SCAP 1.3 source data stream from the five parts. Run on kubelet-xccdf.xml; the other parts are
  read from beside it.

  indent="yes" is needed, not nice: oscap up to 1.3.7 misreads profiles, and every oscap misreads
  catalogs, whose elements have no white space between them.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xccdf="http://checklists.nist.gov/xccdf/1.2"
    xmlns:ds="http://scap.nist.gov/schema/scap/source/1.2"
    xmlns:cat="urn:oasis:names:tc:entity:xmlns:xml:catalog"
    xmlns:xlink="http://www.w3.org/1999/xlink"
    exclude-result-prefixes="xccdf">

  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>

  <!-- When the stream was made; by default the date that the content itself carries, so that two
       builds of one source are the same bytes. -->
  <xsl:param name="timestamp" select="/xccdf:Benchmark/xccdf:version/@time"/>

  <xsl:variable name="id" select="'scap_io.github.oscap-kubelet_'"/>

  <xsl:template match="/">
    <ds:data-stream-collection id="{$id}collection_kubelet" schematron-version="1.3">
      <ds:data-stream id="{$id}datastream_kubelet" scap-version="1.3" use-case="CONFIGURATION"
          timestamp="{$timestamp}">
        <ds:dictionaries>
          <xsl:call-template name="reference">
            <xsl:with-param name="part" select="'kubelet-cpe-dictionary.xml'"/>
            <xsl:with-param name="needs" select="'kubelet-cpe-oval.xml'"/>
          </xsl:call-template>
        </ds:dictionaries>
        <ds:checklists>
          <xsl:call-template name="reference">
            <xsl:with-param name="part" select="'kubelet-xccdf.xml'"/>
            <xsl:with-param name="needs" select="'kubelet-oval.xml'"/>
            <xsl:with-param name="needs-too" select="'kubelet-ocil.xml'"/>
          </xsl:call-template>
        </ds:checklists>
        <ds:checks>
          <xsl:call-template name="reference">
            <xsl:with-param name="part" select="'kubelet-oval.xml'"/>
          </xsl:call-template>
          <xsl:call-template name="reference">
            <xsl:with-param name="part" select="'kubelet-ocil.xml'"/>
          </xsl:call-template>
          <xsl:call-template name="reference">
            <xsl:with-param name="part" select="'kubelet-cpe-oval.xml'"/>
          </xsl:call-template>
        </ds:checks>
      </ds:data-stream>
      <xsl:call-template name="component">
        <xsl:with-param name="part" select="'kubelet-cpe-dictionary.xml'"/>
      </xsl:call-template>
      <xsl:call-template name="component">
        <xsl:with-param name="part" select="'kubelet-xccdf.xml'"/>
      </xsl:call-template>
      <xsl:call-template name="component">
        <xsl:with-param name="part" select="'kubelet-oval.xml'"/>
      </xsl:call-template>
      <xsl:call-template name="component">
        <xsl:with-param name="part" select="'kubelet-ocil.xml'"/>
      </xsl:call-template>
      <xsl:call-template name="component">
        <xsl:with-param name="part" select="'kubelet-cpe-oval.xml'"/>
      </xsl:call-template>
    </ds:data-stream-collection>
  </xsl:template>

  <!-- A reference to a part, with a catalog of the parts that it names. -->
  <xsl:template name="reference">
    <xsl:param name="part"/>
    <xsl:param name="needs"/>
    <xsl:param name="needs-too"/>
    <ds:component-ref id="{$id}cref_{$part}" xlink:href="#{$id}comp_{$part}">
      <xsl:if test="$needs">
        <cat:catalog>
          <!-- White space in front, but none in between: the Schematron code of oscap (1.3.7 to
               1.4.6) begins with the second node, and ends at the first that is no uri. -->
          <xsl:text>&#10;          </xsl:text>
          <cat:uri name="{$needs}" uri="#{$id}cref_{$needs}"/>
          <xsl:if test="$needs-too">
            <cat:uri name="{$needs-too}" uri="#{$id}cref_{$needs-too}"/>
          </xsl:if>
        </cat:catalog>
      </xsl:if>
    </ds:component-ref>
  </xsl:template>

  <xsl:template name="component">
    <xsl:param name="part"/>
    <ds:component id="{$id}comp_{$part}" timestamp="{$timestamp}">
      <!-- Relative to the document that is being transformed, not to this stylesheet. -->
      <xsl:copy-of select="document($part, /)/*"/>
    </ds:component>
  </xsl:template>
</xsl:stylesheet>
