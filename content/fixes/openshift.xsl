<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!-- Resources KubeletConfig of OpenShift: see fixes.xsl. -->
<xsl:stylesheet version="1.0"
    xmlns="urn:io.github.oscap-kubelet:rules"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:exsl="http://exslt.org/common"
    xmlns:k="urn:io.github.oscap-kubelet:rules"
    exclude-result-prefixes="exsl k">

  <!-- For the Machine Config Operator, which makes Ignition of it. oscap generates one fix of a kind
       for a rule, and its versions from 1.4 on take no kind of our own: "ignition" is free here. -->
  <xsl:template match="k:rule" mode="openshift">
    <xsl:variable name="body">
      <xsl:apply-templates select="(k:document | k:yaml[not(../k:document)])/node()" mode="document"/>
    </xsl:variable>
    <fix kind="ignition" disruption="medium">
      <xsl:call-template name="kubelet-config">
        <xsl:with-param name="body" select="exsl:node-set($body)/node()"/>
      </xsl:call-template>
    </fix>
  </xsl:template>

  <xsl:template name="kubelet-config">
    <xsl:param name="body"/>---
# For OpenShift: oc apply. A pool takes ten of these resources, and of one name the last wins, so the
# documents of several rules have to be merged: yq eval-all '. as $d ireduce ({}; . * $d)'
apiVersion: machineconfiguration.openshift.io/v1
kind: KubeletConfig
metadata:
  name: oscap-kubelet
spec:
  machineConfigPoolSelector:
    matchLabels:
      pools.operator.machineconfiguration.openshift.io/worker: ""
  kubeletConfig:
<xsl:apply-templates select="$body" mode="indented"/>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- Four blanks before each line. -->
  <xsl:template match="k:sub" mode="indented"><xsl:copy-of select="."/></xsl:template>
  <xsl:template match="text()" mode="indented">
    <xsl:if test="not(preceding-sibling::node())"><xsl:text>    </xsl:text></xsl:if>
    <xsl:call-template name="indented">
      <xsl:with-param name="text" select="."/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template name="indented">
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="contains($text, '&#10;')">
        <xsl:value-of select="concat(substring-before($text, '&#10;'), '&#10;    ')"/>
        <xsl:call-template name="indented">
          <xsl:with-param name="text" select="substring-after($text, '&#10;')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
