<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!-- The OVAL document: kubelet-oval.xml with its macros filled in, and a definition for each rule. -->
<xsl:stylesheet version="1.0"
    xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:ind="http://oval.mitre.org/XMLSchema/oval-definitions-5#independent"
    xmlns:k="urn:io.github.oscap-kubelet:rules"
    xmlns:linux="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux"
    xmlns:o="http://oval.mitre.org/XMLSchema/oval-definitions-5"
    xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5"
    xmlns:unix="http://oval.mitre.org/XMLSchema/oval-definitions-5#unix"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    exclude-result-prefixes="k o">

  <xsl:import href="rules.xsl"/>
  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>

  <xsl:variable name="id" select="concat('oval:', $name, ':')"/>
  <xsl:variable name="main" select="/"/>
  <xsl:variable name="checked" select="$rules[k:check]"/>
  <!-- The modes of files that may be more open in a directory which root alone may enter. -->
  <xsl:variable name="private" select="$main//k:mode[@number]"/>

  <xsl:template match="/o:oval_definitions">
    <oval_definitions>
      <xsl:apply-templates/>
    </oval_definitions>
  </xsl:template>

  <!-- Everything but the macros is copied. -->
  <xsl:template match="*">
    <xsl:element name="{name()}" namespace="{namespace-uri()}">
      <xsl:copy-of select="@*[namespace-uri() != 'urn:io.github.oscap-kubelet:rules']"/>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="k:definitions">
    <xsl:for-each select="$checked">
      <definition id="{$id}def:{@number}" version="1" class="compliance">
        <metadata>
          <title><xsl:value-of select="normalize-space(k:title)"/></title>
          <affected family="unix"/>
          <xsl:if test="@cis">
            <reference source="CIS Kubernetes Benchmark" ref_id="{@cis}"
                ref_url="https://www.cisecurity.org/benchmark/kubernetes/"/>
          </xsl:if>
          <description>
            <xsl:value-of select="normalize-space(k:title)"/>
          </description>
        </metadata>
        <criteria operator="AND">
          <xsl:apply-templates select="k:check/*" mode="criteria"/>
        </criteria>
      </definition>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="k:any" mode="criteria">
    <criteria operator="OR">
      <xsl:apply-templates mode="criteria"/>
    </criteria>
  </xsl:template>
  <xsl:template match="k:all" mode="criteria">
    <criteria operator="AND">
      <xsl:apply-templates mode="criteria"/>
    </criteria>
  </xsl:template>
  <xsl:template match="k:kubelets" mode="criteria">
    <criterion test_ref="{$id}tst:1" comment="the kubelets of this node and their command lines"/>
  </xsl:template>
  <xsl:template match="k:test | k:number | k:unset | k:written | k:look" mode="criteria">
    <criterion test_ref="{$id}tst:{@number}" comment="{@comment}"/>
  </xsl:template>
  <xsl:template match="k:files" mode="criteria">
    <xsl:variable name="files" select="$main//k:files[@name = current()/@of]"/>
    <criterion test_ref="{$id}tst:{$files/@number}" comment="it is known which files these are"/>
    <criterion test_ref="{$id}tst:{@number}" comment="{@comment}"/>
    <criterion test_ref="{$id}tst:{@number}10" comment="all of them were looked at"/>
  </xsl:template>

  <xsl:template match="k:tests">
    <xsl:apply-templates select="$checked/k:check//*" mode="test"/>
    <xsl:apply-templates select="//o:objects/k:files" mode="test"/>
  </xsl:template>
  <!-- A test that is written out stands in kubelet-oval.xml. -->
  <xsl:template match="k:any | k:all | k:kubelets | k:written" mode="test"/>

  <!-- Its kind is that of its object: settings of kubelets, if nothing else is said. -->
  <xsl:template match="k:test" mode="test">
    <xsl:variable name="object" select="$main//o:objects/k:object[@number = current()/@object]"/>
    <xsl:element name="{concat('linux:', $object/@kind, substring('kubeletsetting', 1,
        not($object/@kind) * 14), '_test')}"
        namespace="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux">
      <xsl:attribute name="id"><xsl:value-of select="concat($id, 'tst:', @number)"/></xsl:attribute>
      <xsl:attribute name="version">1</xsl:attribute>
      <xsl:attribute name="check_existence">at_least_one_exists</xsl:attribute>
      <xsl:attribute name="check">all</xsl:attribute>
      <xsl:attribute name="comment"><xsl:value-of select="@comment"/></xsl:attribute>
      <xsl:if test="@operator">
        <xsl:attribute name="state_operator"><xsl:value-of select="@operator"/></xsl:attribute>
      </xsl:if>
      <linux:object object_ref="{$id}obj:{@object}"/>
      <xsl:call-template name="states">
        <xsl:with-param name="kind" select="'linux'"/>
      </xsl:call-template>
    </xsl:element>
  </xsl:template>

  <!-- No item at all. An error is seen by the test that stands before it, of the object without
       the filter. -->
  <xsl:template match="k:unset" mode="test">
    <linux:kubeletsetting_test id="{$id}tst:{@number}" version="1" check_existence="none_exist"
        check="all" comment="{@comment}">
      <linux:object object_ref="{$id}obj:{@object}"/>
    </linux:kubeletsetting_test>
  </xsl:template>

  <!-- Files at paths of the machine. Which these are is always known: beside it stands whether all
       processes could be examined at all. -->
  <xsl:template match="k:look" mode="test">
    <unix:file_test id="{$id}tst:{@number}" version="1" check_existence="{@existence}" check="all"
        comment="{@comment}">
      <unix:object object_ref="{$id}obj:{@object}"/>
      <xsl:call-template name="states">
        <xsl:with-param name="kind" select="'unix'"/>
      </xsl:call-template>
    </unix:file_test>
  </xsl:template>

  <xsl:template match="k:number" mode="test">
    <ind:variable_test id="{$id}tst:{@number}" version="1" check_existence="at_least_one_exists"
        check="all" comment="{@comment}">
      <ind:object object_ref="{$id}obj:{@object}"/>
      <xsl:call-template name="states">
        <xsl:with-param name="kind" select="'independent'"/>
        <xsl:with-param name="prefix" select="'ind'"/>
      </xsl:call-template>
    </ind:variable_test>
  </xsl:template>

  <!-- The test of a rule: it holds where there is no file, which is for the others to find. -->
  <xsl:template match="k:check/k:files" mode="test">
    <unix:file_test id="{$id}tst:{@number}" version="1" check_existence="any_exist"
        check="all" comment="{@comment}, for those that are there">
      <xsl:if test="$private[@number = current()/@number]">
        <xsl:attribute name="state_operator">OR</xsl:attribute>
      </xsl:if>
      <unix:object object_ref="{$id}obj:{@number}"/>
      <xsl:call-template name="states">
        <xsl:with-param name="kind" select="'unix'"/>
      </xsl:call-template>
      <xsl:for-each select="$private[@number = current()/@number]">
        <unix:state state_ref="{$id}ste:{@number}20"/>
      </xsl:for-each>
    </unix:file_test>
    <!-- Whatever oscap does not find it does not mention: a name that it cannot spell, a path that it
         is told to ignore (OSCAP_PROBE_IGNORE_PATHS), a file that is gone meanwhile. -->
    <ind:variable_test id="{$id}tst:{@number}10" version="1" check_existence="at_least_one_exists"
        check="all" comment="As many regular files were looked at as there are paths">
      <ind:object object_ref="{$id}obj:2"/>
      <ind:state state_ref="{$id}ste:{@number}10"/>
    </ind:variable_test>
  </xsl:template>

  <!-- The test of a set of files, for all its rules. What is not there is an error of its object. -->
  <xsl:template match="o:objects/k:files" mode="test">
    <xsl:element name="linux:{@kind}_test"
        namespace="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux">
      <xsl:attribute name="id"><xsl:value-of select="concat($id, 'tst:', @number)"/></xsl:attribute>
      <xsl:attribute name="version">1</xsl:attribute>
      <xsl:attribute name="check_existence">at_least_one_exists</xsl:attribute>
      <xsl:attribute name="check">all</xsl:attribute>
      <xsl:attribute name="comment">
        <xsl:value-of select="concat('It is known which ', @what, ' every ', @who, substring('kubelet', 1,
            not(@who) * 7), ' has')"/>
      </xsl:attribute>
      <linux:object object_ref="{$id}obj:{@known}"/>
      <linux:state state_ref="{$id}ste:{1 + (@kind = 'kubeletsetting') + 16 * (@kind = 'kubeproxysetting')}"/>
    </xsl:element>
  </xsl:template>

  <!-- References to the states that the current test names. -->
  <xsl:template name="states">
    <xsl:param name="kind"/>
    <xsl:param name="prefix" select="$kind"/>
    <xsl:variable name="names" select="concat(' ', @states, ' ')"/>
    <xsl:for-each select="$main//o:states/*[contains($names, concat(' ', @k:name, ' '))][@k:name]">
      <xsl:element name="{$prefix}:state"
          namespace="http://oval.mitre.org/XMLSchema/oval-definitions-5#{$kind}">
        <xsl:attribute name="state_ref"><xsl:value-of select="@id"/></xsl:attribute>
      </xsl:element>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="k:object">
    <xsl:element name="{concat('linux:', @kind, substring('kubeletsetting', 1, not(@kind) * 14), '_object')}"
        namespace="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux">
      <xsl:attribute name="id"><xsl:value-of select="concat($id, 'obj:', @number)"/></xsl:attribute>
      <xsl:attribute name="version">1</xsl:attribute>
      <xsl:attribute name="comment">
        <xsl:value-of select="concat(@setting, ' of every running ', substring('kube-proxy', 1,
            boolean(@kind) * 10), substring('kubelet', 1, not(@kind) * 7))"/>
        <xsl:if test="@filter">
          <xsl:value-of select="concat(' where it is ', @filter)"/>
        </xsl:if>
      </xsl:attribute>
      <linux:behaviors services="without_processes">
        <xsl:copy-of select="@files"/>
        <!-- A report has no empty columns then. -->
        <xsl:if test="not(contains(@filter, 'named'))">
          <xsl:attribute name="entities">few</xsl:attribute>
        </xsl:if>
      </linux:behaviors>
      <!-- What a kubelet says of itself names no file that oscap can look at; others are not asked. -->
      <xsl:variable name="origin" select="33 - 2 * boolean(@files | @filter[. = 'named'] | @kind)"/>
      <linux:origin operation="pattern match"
          var_ref="{$id}var:{concat(@origin, substring($origin, 1, 2 * not(@origin)))}"/>
      <xsl:choose>
        <xsl:when test="@variable">
          <linux:setting var_ref="{$id}var:{@variable}" var_check="at least one"/>
        </xsl:when>
        <xsl:otherwise>
          <linux:setting><xsl:value-of select="@setting"/></linux:setting>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:if test="@filter">
        <filter action="include">
          <xsl:value-of select="//o:states/*[@k:name = current()/@filter]/@id"/>
        </filter>
      </xsl:if>
    </xsl:element>
  </xsl:template>

  <!-- The files of a set, whose paths the probe tells in a variable with its number. One object for each
       rule: what oscap has collected to verify the fix of one rule it does not collect anew for that of
       the next. -->
  <xsl:template match="k:files">
    <xsl:variable name="variable" select="concat($id, 'var:', @number)"/>
    <xsl:for-each select="$checked/k:check/k:files[@of = current()/@name]">
      <unix:file_object id="{$id}obj:{@number}" version="1" comment="the files of {@of}">
        <unix:filepath var_ref="{$variable}" var_check="at least one"/>
      </unix:file_object>
      <xsl:for-each select="$private[@number = current()/@number]">
        <unix:file_object id="{$id}obj:{@number}20" version="1"
            comment="directories of these files that root alone may enter">
          <unix:path var_ref="{$id}var:{@number}20" var_check="at least one"/>
          <unix:filename xsi:nil="true"/>
          <filter action="include"><xsl:value-of select="concat($id, 'ste:413')"/></filter>
        </unix:file_object>
        <unix:file_object id="{$id}obj:{@number}30" version="1"
            comment="these, and the root directory">
          <set>
            <object_reference><xsl:value-of select="concat($id, 'obj:', @number, '20')"/></object_reference>
            <object_reference><xsl:value-of select="concat($id, 'obj:413')"/></object_reference>
          </set>
        </unix:file_object>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="k:counts">
    <xsl:for-each select="$checked/k:check/k:files">
      <ind:variable_state id="{$id}ste:{@number}10" version="1" comment="as many as there are paths">
        <ind:value var_ref="{$id}var:{@number}10"/>
      </ind:variable_state>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="k:paths">
    <xsl:for-each select="//o:objects/k:files">
      <xsl:variable name="variable" select="concat($id, 'var:', @number)"/>
      <!-- The first character of an empty text is an error (OVAL, SubstringFunctionType), and so is a
           comparison with it: neither true nor false. -->
      <xsl:for-each select="$checked/k:check/k:files[@of = current()/@name]">
        <local_variable id="{$id}var:{@number}10" version="1" datatype="string"
            comment="all of them, if as many regular files of {@of} were looked at as there are paths">
          <substring substring_start="1" substring_length="11">
            <regex_capture pattern="^(all of them): ([1-9][0-9]*) of \2, regular$">
              <concat>
                <variable_component var_ref="{$id}var:409"/>
                <literal_component>: </literal_component>
                <count>
                  <object_component object_ref="{$id}obj:{@number}" item_field="type"/>
                </count>
                <literal_component> of </literal_component>
                <count>
                  <variable_component var_ref="{$variable}"/>
                </count>
                <literal_component>, </literal_component>
                <object_component object_ref="{$id}obj:{@number}" item_field="type"/>
              </concat>
            </regex_capture>
          </substring>
        </local_variable>
        <xsl:for-each select="$private[@number = current()/@number]">
          <local_variable id="{$id}var:{@number}20" version="1" datatype="string"
              comment="directories that these files lie in">
            <unique>
              <object_component object_ref="{$id}obj:{@number}" item_field="path"/>
            </unique>
          </local_variable>
          <local_variable id="{$id}var:{@number}30" version="1" datatype="string"
              comment="those that root alone may enter, and the root directory">
            <object_component object_ref="{$id}obj:{@number}30" item_field="path"/>
          </local_variable>
        </xsl:for-each>
      </xsl:for-each>
      <local_variable id="{$variable}" version="1" datatype="string" comment="paths of {@what}">
        <unique>
          <object_component object_ref="{$id}obj:{@from}" item_field="{@field}"/>
        </unique>
      </local_variable>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="k:evicts">
    <linux:kubeletsetting_state id="{@id}" version="1" comment="has a threshold of {@member}">
      <linux:value operation="pattern match">
        <xsl:value-of select="concat('^(.*, )?', @member, '=(?!(0+|100)(\.0*)?%(,|$))[^,]+(, .*)?$')"/>
      </linux:value>
    </linux:kubeletsetting_state>
  </xsl:template>

  <!-- A mode as OVAL has it: for each right whether it may be there. An octal digit gives a right if
       it is one of those beside it. -->
  <k:right name="uread" before="" digit="[4-7]" after="[0-7][0-7]"/>
  <k:right name="uwrite" before="" digit="[2367]" after="[0-7][0-7]"/>
  <k:right name="uexec" before="" digit="[1357]" after="[0-7][0-7]"/>
  <k:right name="gread" before="[0-7]" digit="[4-7]" after="[0-7]"/>
  <k:right name="gwrite" before="[0-7]" digit="[2367]" after="[0-7]"/>
  <k:right name="gexec" before="[0-7]" digit="[1357]" after="[0-7]"/>
  <k:right name="oread" before="[0-7][0-7]" digit="[4-7]" after=""/>
  <k:right name="owrite" before="[0-7][0-7]" digit="[2367]" after=""/>
  <k:right name="oexec" before="[0-7][0-7]" digit="[1357]" after=""/>
  <xsl:variable name="rights" select="document('')/*/k:right"/>

  <xsl:template match="k:mode">
    <xsl:variable name="number" select="@number"/>
    <unix:file_state id="{@id}" version="1" comment="no right that {@k:name} does not give">
      <unix:suid datatype="boolean">false</unix:suid>
      <unix:sgid datatype="boolean">false</unix:sgid>
      <xsl:for-each select="$rights">
        <xsl:element name="unix:{@name}"
            namespace="http://oval.mitre.org/XMLSchema/oval-definitions-5#unix">
          <xsl:attribute name="datatype">boolean</xsl:attribute>
          <xsl:attribute name="var_ref">
            <xsl:value-of select="concat($id, 'var:', $number, '0', position())"/>
          </xsl:attribute>
          <xsl:attribute name="var_check">at least one</xsl:attribute>
        </xsl:element>
      </xsl:for-each>
    </unix:file_state>
    <unix:file_state id="{$id}ste:{$number}20" version="1"
        comment="644 or stricter in a directory that root alone may enter, where that counts">
      <unix:filepath operation="pattern match">^/[^/]+/.+$</unix:filepath>
      <unix:path var_ref="{$id}var:{$number}30" var_check="at least one"/>
      <xsl:call-template name="denied">
        <xsl:with-param name="mode" select="'644'"/>
      </xsl:call-template>
    </unix:file_state>
  </xsl:template>
  <!-- A mode that no Value can change. -->
  <xsl:template match="k:mode[@fixed]">
    <unix:file_state id="{@id}" version="1" comment="no right that mode {@fixed} does not give">
      <xsl:call-template name="denied">
        <xsl:with-param name="mode" select="@fixed"/>
      </xsl:call-template>
    </unix:file_state>
  </xsl:template>
  <xsl:template name="denied">
    <xsl:param name="mode"/>
    <unix:suid datatype="boolean">false</unix:suid>
    <unix:sgid datatype="boolean">false</unix:sgid>
    <xsl:apply-templates select="$rights" mode="denied">
      <xsl:with-param name="mode" select="$mode"/>
    </xsl:apply-templates>
  </xsl:template>
  <!-- A right that a mode does not give: its bit, 4, 2 or 1, is not in the digit. -->
  <xsl:template match="k:right" mode="denied">
    <xsl:param name="mode"/>
    <xsl:variable name="digit" select="substring($mode, floor((position() + 2) div 3), 1)"/>
    <xsl:variable name="bit" select="substring('421', (position() - 1) mod 3 + 1, 1)"/>
    <xsl:if test="floor($digit div $bit) mod 2 = 0">
      <xsl:element name="unix:{@name}"
          namespace="http://oval.mitre.org/XMLSchema/oval-definitions-5#unix">
        <xsl:attribute name="datatype">boolean</xsl:attribute>
        <xsl:text>false</xsl:text>
      </xsl:element>
    </xsl:if>
  </xsl:template>
  <xsl:template match="k:bits">
    <xsl:for-each select="//k:mode[not(@fixed)]">
      <xsl:variable name="mode" select="."/>
      <xsl:for-each select="$rights">
        <local_variable id="{$id}var:{$mode/@number}0{position()}" version="1" datatype="boolean"
            comment="{@name}: false, and true if {$mode/@k:name} gives it">
          <split delimiter=",">
            <concat>
              <literal_component>false</literal_component>
              <regex_capture pattern="^0?{@before}{@digit}{@after}:(.*)$">
                <concat>
                  <variable_component var_ref="{$id}var:{$mode/@number}"/>
                  <literal_component>:,true</literal_component>
                </concat>
              </regex_capture>
            </concat>
          </split>
        </local_variable>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:template>

  <!-- A text with what each condition that holds adds in its middle: itself, if it has one, and each
       `when` within. -->
  <xsl:template match="k:if">
    <local_variable id="{$id}var:{@number}" version="1" datatype="string" comment="{@comment}">
      <concat>
        <literal_component><xsl:value-of select="@before"/></literal_component>
        <xsl:apply-templates select="self::*[@var] | k:when" mode="condition"/>
        <literal_component><xsl:value-of select="@after"/></literal_component>
      </concat>
    </local_variable>
  </xsl:template>
  <xsl:template match="*" mode="condition">
    <regex_capture pattern="^{@is}:(.*)$">
      <concat>
        <variable_component var_ref="{$id}var:{@var}"/>
        <literal_component><xsl:value-of select="concat(':', @then)"/></literal_component>
      </concat>
    </regex_capture>
  </xsl:template>
  <!-- Of a setting whose default counts where it need not be said. -->
  <xsl:template match="k:when[@unlisted]" mode="condition">
    <regex_capture pattern="^(?!(?:[^:]*,)?{@unlisted}[,:])[^:]*:(.*)$">
      <concat>
        <variable_component var_ref="{$id}var:{@var}"/>
        <literal_component><xsl:value-of select="concat(':', @then)"/></literal_component>
      </concat>
    </regex_capture>
  </xsl:template>

  <!-- A setting as a number: the object of a variable_test, and its variable. -->
  <xsl:template match="k:number">
    <ind:variable_object id="{$id}obj:{@number}" version="1" comment="{@comment}">
      <ind:var_ref><xsl:value-of select="concat($id, 'var:', @number)"/></ind:var_ref>
    </ind:variable_object>
  </xsl:template>
  <xsl:template match="k:numbers">
    <xsl:for-each select="//o:objects/k:number">
      <local_variable id="{$id}var:{@number}" version="1" datatype="int" comment="{@comment}">
        <object_component object_ref="{$id}obj:{@from}" item_field="value"/>
      </local_variable>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
