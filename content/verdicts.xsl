<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!--
  What an ARF says, for a terminal: one line for each rule, and below a rule that did not pass what
  was found, or why nothing could be found.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xccdf="http://checklists.nist.gov/xccdf/1.2"
    xmlns:res="http://oval.mitre.org/XMLSchema/oval-results-5"
    xmlns:sys="http://oval.mitre.org/XMLSchema/oval-system-characteristics-5"
    xmlns:ind="http://oval.mitre.org/XMLSchema/oval-system-characteristics-5#independent"
    xmlns:linux="http://oval.mitre.org/XMLSchema/oval-system-characteristics-5#linux"
    xmlns:unix="http://oval.mitre.org/XMLSchema/oval-system-characteristics-5#unix"
    xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5">

  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:variable name="run" select="(//xccdf:TestResult)[last()]"/>
  <xsl:variable name="results" select="$run/xccdf:rule-result[xccdf:result != 'notselected']"/>
  <xsl:variable name="defaults-count" select="$run/xccdf:set-value[@idref =
      'xccdf_io.github.oscap-kubelet_value_accept_builtin_default'] = 'true'"/>
  <xsl:variable name="text-counts" select="$run/xccdf:set-value[@idref =
      'xccdf_io.github.oscap-kubelet_value_follow'] = 'audit_text'"/>

  <!-- Settings of which a default is not enough, and whether an argument is. -->
  <xsl:variable name="to-be-said" select="concat(',', $run/xccdf:set-value[@idref =
      'xccdf_io.github.oscap-kubelet_value_kubelet_settings_to_be_said'], ',')"/>
  <xsl:variable name="files-alone" select="$run/xccdf:set-value[@idref =
      'xccdf_io.github.oscap-kubelet_value_kubelet_said_in'] = 'file'"/>
  <!-- The benchmark of the profile: by its reference, where a rule's number in it stands. -->
  <xsl:variable name="profile" select="//xccdf:Benchmark/xccdf:Profile[@id = $run/xccdf:profile/@idref]"/>
  <xsl:variable name="benchmark">
    <xsl:value-of select="$profile/xccdf:reference/@href"/>
    <xsl:if test="not($profile/xccdf:reference)">https://www.cisecurity.org/benchmark/kubernetes/</xsl:if>
  </xsl:variable>

  <xsl:template match="/">
    <xsl:apply-templates select="$results"/>
    <xsl:if test="$results[xccdf:result = 'notchecked']">
      <xsl:text>&#10;What is notchecked is a question for a person: the report says how to answer it.&#10;</xsl:text>
    </xsl:if>
    <xsl:choose>
      <xsl:when test="not($results)">
        <xsl:text>This profile selects no rule.&#10;</xsl:text>
      </xsl:when>
      <xsl:when test="not($results[xccdf:result != 'notapplicable'])">
        <xsl:text>&#10;There is no kubelet here: every rule is not applicable.&#10;</xsl:text>
        <xsl:text>To see the rules at work on two example nodes: content/scan --example&#10;</xsl:text>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="xccdf:rule-result">
    <xsl:variable name="rule" select="//xccdf:Rule[@id = current()/@idref]"/>
    <xsl:call-template name="padded">
      <xsl:with-param name="text" select="xccdf:result"/>
      <xsl:with-param name="width" select="15"/>
    </xsl:call-template>
    <xsl:variable name="numbers">
      <xsl:for-each select="$rule/xccdf:reference[@href = $benchmark]">
        <xsl:if test="position() > 1">, </xsl:if>
        <xsl:value-of select="."/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:value-of select="$numbers"/>
    <xsl:value-of select="substring('        ', 1 + string-length($numbers))"/>
    <xsl:if test="string-length($numbers) > 7"><xsl:text> </xsl:text></xsl:if>
    <!-- The number before the title is that of CIS Kubernetes. -->
    <xsl:variable name="cis" select="concat($rule/xccdf:ident[1][not(starts-with(., 'CCI-'))], ' ')"/>
    <xsl:variable name="title" select="normalize-space($rule/xccdf:title)"/>
    <xsl:value-of select="substring($title, 1 + string-length($cis) * starts-with($title, $cis))"/>
    <xsl:text>&#10;</xsl:text>
    <xsl:if test="xccdf:result = 'fail' or xccdf:result = 'error' or xccdf:result = 'unknown'">
      <xsl:call-template name="details">
        <xsl:with-param name="definition" select="xccdf:check/xccdf:check-content-ref/@name"/>
        <xsl:with-param name="verdict" select="xccdf:result"/>
        <xsl:with-param name="must-be-said" select="$rule//xccdf:check-export[@value-id =
            'xccdf_io.github.oscap-kubelet_value_accept_builtin_default']"/>
        <xsl:with-param name="in-place" select="$rule//xccdf:check-export[@value-id =
            'xccdf_io.github.oscap-kubelet_value_kubelet_said_in']"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- The items of the tests of a definition that did not come out true. An ARF holds the results of
       the applicability checks too, with item numbers of their own: stay within one document. -->
  <xsl:template name="details">
    <xsl:param name="definition"/>
    <xsl:param name="verdict"/>
    <xsl:param name="must-be-said"/>
    <xsl:param name="in-place"/>
    <xsl:variable name="document" select="//res:oval_results[res:results/res:system
        /res:definitions/res:definition/@definition_id = $definition][1]"/>
    <xsl:variable name="system" select="$document/res:results/res:system"/>
    <xsl:variable name="found" select="$system/sys:oval_system_characteristics"/>
    <xsl:variable name="criteria"
        select="$system/res:definitions/res:definition[@definition_id = $definition]"/>
    <!-- What would do where the value in force counts, as the comments of such tests say: it is no
         reason of a failure where the audit text does. -->
    <xsl:variable name="idle" select="$document/*[local-name() = 'oval_definitions']
        /*[local-name() = 'tests']/*[$verdict = 'fail' and $text-counts
        and contains(@comment, 'where that counts')]/@id"/>
    <xsl:variable name="tests" select="$system/res:tests/res:test[@result != 'true']
        [@test_id = $criteria//res:criterion/@test_ref][not(@test_id = $idle)]"/>
    <xsl:variable name="tested" select="$tests/res:tested_item[@result != 'true']"/>
    <xsl:variable name="items" select="$found/sys:system_data/*[@id = $tested/@item_id]"/>
    <xsl:variable name="definitions" select="$document/*[local-name() = 'oval_definitions']
        /*[local-name() = 'tests']/*[@id = $tests/@test_id]"/>
    <xsl:variable name="objects" select="$found/sys:collected_objects/sys:object
        [@id = $definitions/*[local-name() = 'object']/@object_ref]"/>

    <!-- The settings that a definition is about, where it is no test of theirs that failed. -->
    <xsl:variable name="about" select="$found/sys:system_data/linux:kubeletsetting_item
        [@id = $system/res:tests/res:test[@test_id = $criteria//res:criterion/@test_ref]
        /res:tested_item/@item_id][linux:value[not(@status = 'does not exist')]]"/>

    <!-- The values only where a value is what is wrong. -->
    <xsl:if test="$verdict = 'fail'">
      <xsl:apply-templates select="$items[not(@status = 'error')] | $about[$items/self::ind:*]">
        <xsl:sort select="linux:pid" data-type="number"/>
        <xsl:with-param name="must-be-said" select="$must-be-said"/>
        <xsl:with-param name="in-place" select="$in-place"/>
      </xsl:apply-templates>
    </xsl:if>
    <!-- Two tests tell the same of one kubelet: once is enough. -->
    <xsl:variable name="told" select="($items | $objects)[not(sys:message[starts-with(.,
        'Referenced variable') or starts-with(., 'There was a problem')])]"/>
    <xsl:for-each select="$told/sys:message">
      <xsl:sort select="../linux:pid" data-type="number"/>
      <xsl:variable name="pid" select="../linux:pid"/>
      <xsl:if test="not(../preceding-sibling::*[@id = $told/@id]
          [string(linux:pid) = string($pid)]/sys:message[. = current()])">
        <xsl:call-template name="line">
          <xsl:with-param name="pid" select="$pid"/>
          <xsl:with-param name="text" select="."/>
        </xsl:call-template>
      </xsl:if>
    </xsl:for-each>
    <xsl:choose>
      <xsl:when test="$told/sys:message or ($verdict = 'fail' and $items)"/>
      <!-- Of what was not looked at there is no item. -->
      <xsl:when test="$verdict = 'error' and $definitions[local-name() = 'variable_test']">
        <xsl:apply-templates select="$about">
          <xsl:sort select="linux:pid" data-type="number"/>
        </xsl:apply-templates>
        <xsl:call-template name="line">
          <xsl:with-param name="text" select="concat('not so: ',
              $definitions[local-name() = 'variable_test']/@comment)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$verdict = 'fail'">
        <xsl:call-template name="line">
          <xsl:with-param name="text" select="'nothing of the kind was found on this machine'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="line">
          <xsl:with-param name="text"
              select="'the check could not be carried out: see what oscap wrote above'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="linux:kubeletsetting_item">
    <xsl:param name="must-be-said"/>
    <xsl:param name="in-place"/>
    <xsl:call-template name="line">
      <xsl:with-param name="pid" select="linux:pid"/>
      <xsl:with-param name="text">
        <xsl:value-of select="linux:setting"/>
        <xsl:choose>
          <xsl:when test="linux:value[not(@status = 'does not exist')]">
            <xsl:value-of select="concat(' is ', linux:value)"/>
          </xsl:when>
          <xsl:otherwise> is not set</xsl:otherwise>
        </xsl:choose>
        <xsl:value-of select="concat(', source: ', linux:source, ', location: ', linux:location)"/>
        <xsl:if test="linux:source = 'built-in default' and ($must-be-said and not($defaults-count)
            or contains($to-be-said, concat(',', linux:setting, ',')))">
          <xsl:text> (in this profile a built-in default does not count)</xsl:text>
        </xsl:if>
        <xsl:if test="$in-place and linux:source = 'command line' and $files-alone">
          <xsl:text> (in this profile what an argument says does not count)</xsl:text>
        </xsl:if>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="linux:kubeletdrift_item">
    <xsl:call-template name="line">
      <xsl:with-param name="pid" select="linux:pid"/>
      <xsl:with-param name="text">
        <xsl:value-of select="linux:setting"/>
        <xsl:apply-templates select="linux:value" mode="is"/>
        <xsl:value-of select="concat(' (', linux:location, '), and after a restart it')"/>
        <xsl:apply-templates select="linux:service_value" mode="is"/>
        <xsl:value-of select="concat(' (', linux:service_location, ')')"/>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="*[@status = 'does not exist']" mode="is"> is not set</xsl:template>
  <xsl:template match="*" mode="is">
    <xsl:value-of select="concat(' is ', .)"/>
  </xsl:template>

  <!-- Shown by its message only. -->
  <xsl:template match="linux:kubelet_item"/>

  <!-- Its setting tells the same. -->
  <xsl:template match="ind:variable_item"/>

  <xsl:template match="unix:file_item">
    <xsl:call-template name="line">
      <xsl:with-param name="text">
        <xsl:value-of select="concat(unix:filepath, ' has mode ')"/>
        <xsl:if test="unix:suid = 'true' or unix:sgid = 'true' or unix:sticky = 'true'">
          <xsl:value-of select="4 * (unix:suid = 'true') + 2 * (unix:sgid = 'true')
              + (unix:sticky = 'true')"/>
        </xsl:if>
        <xsl:value-of select="4 * (unix:uread = 'true') + 2 * (unix:uwrite = 'true')
            + (unix:uexec = 'true')"/>
        <xsl:value-of select="4 * (unix:gread = 'true') + 2 * (unix:gwrite = 'true')
            + (unix:gexec = 'true')"/>
        <xsl:value-of select="4 * (unix:oread = 'true') + 2 * (unix:owrite = 'true')
            + (unix:oexec = 'true')"/>
        <xsl:value-of select="concat(', owner ', unix:user_id, ', group ', unix:group_id)"/>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- Any other item: its entities by name. -->
  <xsl:template match="sys:system_data/*" priority="-1">
    <xsl:call-template name="line">
      <xsl:with-param name="text">
        <xsl:for-each select="*[not(self::sys:message)]">
          <xsl:value-of select="concat(local-name(), ' ', ., '  ')"/>
        </xsl:for-each>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="line">
    <xsl:param name="pid"/>
    <xsl:param name="text"/>
    <xsl:text>                       </xsl:text>
    <xsl:if test="string($pid)">
      <xsl:value-of select="concat('kubelet ', $pid, ': ')"/>
    </xsl:if>
    <xsl:value-of select="normalize-space($text)"/>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template name="padded">
    <xsl:param name="text"/>
    <xsl:param name="width"/>
    <xsl:value-of select="substring(concat($text, '                    '), 1, $width)"/>
  </xsl:template>
</xsl:stylesheet>
