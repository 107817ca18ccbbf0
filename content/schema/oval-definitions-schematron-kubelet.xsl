<?xml version="1.0" encoding="utf-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!-- The Schematron rules of linux-kubelet-definitions-schema.xsd, as the stylesheet that oscap applies.
     A line of output is a violation. The rules on operations and data types are not repeated here: the
     stock ones hold for the entities of every test. -->
<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"
     xmlns:oval-def="http://oval.mitre.org/XMLSchema/oval-definitions-5"
     xmlns:linux-def="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux"
     exclude-result-prefixes="oval-def linux-def">

     <xsl:template match="/" mode="kubelet">
          <xsl:apply-templates mode="kubelet" select="oval-def:oval_definitions/oval-def:tests/*"/>
          <xsl:apply-templates mode="kubelet" select="oval-def:oval_definitions/oval-def:objects/*"/>
          <xsl:apply-templates mode="kubelet" select="oval-def:oval_definitions/oval-def:states/*"/>
     </xsl:template>
     <xsl:template match="*" mode="kubelet"/>

     <xsl:template name="violation">
          <xsl:param name="text"/>
          <xsl:value-of select="concat(ancestor-or-self::*[@id][1]/@id, ' - ', $text, '&#10;')"/>
     </xsl:template>

     <!-- A test of a component refers to an object and to states of its own kind. -->
     <xsl:template match="linux-def:kubelet_test|linux-def:kubeletsetting_test|linux-def:kubeproxysetting_test|linux-def:kubeletdrift_test|linux-def:kubeproxydrift_test" mode="kubelet">
          <xsl:variable name="test" select="local-name()"/>
          <xsl:variable name="kind" select="substring-before($test, '_test')"/>
          <xsl:variable name="definitions" select="ancestor::oval-def:oval_definitions"/>
          <xsl:for-each select="linux-def:object">
               <xsl:if test="not(@object_ref = $definitions/oval-def:objects/linux-def:*[local-name() = concat($kind, '_object')]/@id)">
                    <xsl:call-template name="violation">
                         <xsl:with-param name="text" select="concat('the object child element of a ', $test, ' must reference a ', $kind, '_object')"/>
                    </xsl:call-template>
               </xsl:if>
          </xsl:for-each>
          <xsl:for-each select="linux-def:state">
               <xsl:if test="not(@state_ref = $definitions/oval-def:states/linux-def:*[local-name() = concat($kind, '_state')]/@id)">
                    <xsl:call-template name="violation">
                         <xsl:with-param name="text" select="concat('the state child element of a ', $test, ' must reference a ', $kind, '_state')"/>
                    </xsl:call-template>
               </xsl:if>
          </xsl:for-each>
     </xsl:template>

     <!-- No other test refers to an object or state of a component. -->
     <xsl:template match="oval-def:tests/*" mode="kubelet" priority="-0.1">
          <xsl:variable name="test" select="local-name()"/>
          <xsl:variable name="definitions" select="ancestor::oval-def:oval_definitions"/>
          <xsl:for-each select="*[@object_ref]">
               <xsl:variable name="object" select="$definitions/oval-def:objects/*[self::linux-def:kubelet_object or self::linux-def:kubeletsetting_object or self::linux-def:kubeproxysetting_object or self::linux-def:kubeletdrift_object or self::linux-def:kubeproxydrift_object][@id = current()/@object_ref]"/>
               <xsl:if test="$object">
                    <xsl:call-template name="violation">
                         <xsl:with-param name="text" select="concat('a ', $test, ' must not reference a ', local-name($object))"/>
                    </xsl:call-template>
               </xsl:if>
          </xsl:for-each>
          <xsl:for-each select="*[@state_ref]">
               <xsl:variable name="state" select="$definitions/oval-def:states/*[self::linux-def:kubelet_state or self::linux-def:kubeletsetting_state or self::linux-def:kubeproxysetting_state or self::linux-def:kubeletdrift_state or self::linux-def:kubeproxydrift_state][@id = current()/@state_ref]"/>
               <xsl:if test="$state">
                    <xsl:call-template name="violation">
                         <xsl:with-param name="text" select="concat('a ', $test, ' must not reference a ', local-name($state))"/>
                    </xsl:call-template>
               </xsl:if>
          </xsl:for-each>
     </xsl:template>

     <!-- A filter of such an object refers to a state of its own kind, and its set to objects of its
          own kind. -->
     <xsl:template match="linux-def:kubelet_object|linux-def:kubeletsetting_object|linux-def:kubeproxysetting_object|linux-def:kubeletdrift_object|linux-def:kubeproxydrift_object" mode="kubelet">
          <xsl:variable name="object" select="local-name()"/>
          <xsl:variable name="kind" select="substring-before($object, '_object')"/>
          <xsl:variable name="definitions" select="ancestor::oval-def:oval_definitions"/>
          <xsl:for-each select=".//oval-def:filter">
               <xsl:if test="not(. = $definitions/oval-def:states/linux-def:*[local-name() = concat($kind, '_state')]/@id)">
                    <xsl:call-template name="violation">
                         <xsl:with-param name="text" select="concat('a filter of a ', $object, ' must reference a ', $kind, '_state')"/>
                    </xsl:call-template>
               </xsl:if>
          </xsl:for-each>
          <xsl:for-each select=".//oval-def:object_reference">
               <xsl:if test="not(. = $definitions/oval-def:objects/linux-def:*[local-name() = $object]/@id)">
                    <xsl:call-template name="violation">
                         <xsl:with-param name="text" select="concat('a set in a ', $object, ' must reference a ', $object)"/>
                    </xsl:call-template>
               </xsl:if>
          </xsl:for-each>
          <xsl:call-template name="origin"/>
     </xsl:template>

     <xsl:template match="linux-def:kubelet_state|linux-def:kubeletsetting_state|linux-def:kubeproxysetting_state" mode="kubelet">
          <xsl:call-template name="origin"/>
     </xsl:template>

     <!-- A misspelt origin would find none anywhere. -->
     <xsl:template name="origin">
          <xsl:for-each select="linux-def:origin[not(@var_ref) and (not(@operation) or @operation = 'equals')]">
               <xsl:if test="not(. = 'process' or . = 'service' or (. = 'configz' and starts-with(local-name(..), 'kubeletsetting_')))">
                    <xsl:call-template name="violation">
                         <xsl:with-param name="text" select="concat('the origin of a ', local-name(..), ' is either process or service')"/>
                    </xsl:call-template>
               </xsl:if>
          </xsl:for-each>
     </xsl:template>
</xsl:stylesheet>
