<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!-- The questions: kubelet-ocil.xml with the question of each rule of rules/*.xml. -->
<xsl:stylesheet version="1.0"
    xmlns="http://scap.nist.gov/schema/ocil/2.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:h="http://www.w3.org/1999/xhtml"
    xmlns:k="urn:io.github.oscap-kubelet:rules"
    xmlns:q="http://scap.nist.gov/schema/ocil/2.0"
    exclude-result-prefixes="h k q">

  <xsl:import href="rules.xsl"/>
  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>

  <xsl:variable name="id" select="concat('ocil:', $name, ':')"/>

  <xsl:template match="/q:ocil">
    <ocil>
      <xsl:copy-of select="q:generator"/>
      <questionnaires>
        <xsl:apply-templates select="$rules" mode="questionnaire"/>
      </questionnaires>
      <test_actions>
        <xsl:apply-templates select="$rules" mode="action"/>
      </test_actions>
      <questions>
        <xsl:apply-templates select="$rules" mode="question"/>
      </questions>
    </ocil>
  </xsl:template>

  <xsl:template match="k:rule" mode="questionnaire">
    <questionnaire id="{$id}questionnaire:{@number}">
      <title><xsl:value-of select="normalize-space(k:title)"/></title>
      <actions>
        <test_action_ref><xsl:value-of select="concat($id, 'testaction:', @number)"/></test_action_ref>
      </actions>
    </questionnaire>
  </xsl:template>

  <xsl:template match="k:rule" mode="action">
    <boolean_question_test_action id="{$id}testaction:{@number}"
        question_ref="{$id}question:{@number}">
      <when_true>
        <result>PASS</result>
      </when_true>
      <when_false>
        <result>FAIL</result>
      </when_false>
    </boolean_question_test_action>
  </xsl:template>

  <xsl:template match="k:rule" mode="question">
    <boolean_question id="{$id}question:{@number}">
      <question_text>
        <xsl:value-of select="concat(k:ask, '&#10;&#10;', k:question)"/>
        <xsl:for-each select="k:note[@category = 'peers']">
          <xsl:value-of select="concat('&#10;&#10;', normalize-space())"/>
        </xsl:for-each>
      </question_text>
    </boolean_question>
  </xsl:template>
</xsl:stylesheet>
