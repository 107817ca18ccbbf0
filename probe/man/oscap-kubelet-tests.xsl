<?xml version="1.0" encoding="utf-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!-- The manual oscap-kubelet-tests(7), of the documentation in the schema of definitions and in that of
     items, which lies beside it; `version` is that of the project, `date` as mdoc(7) writes one. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5">
  <xsl:output method="text" encoding="utf-8"/>
  <xsl:param name="version"/>
  <xsl:param name="date"/>

  <xsl:key name="element" match="/xsd:schema/xsd:element" use="@name"/>
  <xsl:key name="type" match="/xsd:schema/xsd:complexType" use="@name"/>
  <xsl:variable name="collected" select="document('linux-kubelet-system-characteristics-schema.xsd', /)/xsd:schema"/>
  <xsl:variable name="newline" select="'&#10;'"/>

  <!-- What every OVAL schema says of every test, object and state. -->
  <xsl:variable name="phrases">
    <p> It extends the standard TestType as defined in the oval-definitions-schema and one should refer to the TestType description for more information.</p>
    <p> Each object extends the standard ObjectType as defined in the oval-definitions-schema and one should refer to the ObjectType description for more information.</p>
    <p> The common set element allows complex objects to be created using filters and set logic. Again, please refer to the description of the set element in the oval-definitions-schema.</p>
    <p> Please refer to the individual elements in the schema for more details about what each represents.</p>
  </xsl:variable>

  <xsl:template match="/xsd:schema">
    <xsl:text>.\" SPDX-License-Identifier: LGPL-2.1-or-later
.Dd </xsl:text>
    <xsl:value-of select="concat($date, $newline)"/>
    <xsl:text>.Dt OSCAP-KUBELET-TESTS 7
.Os "oscap-kubelet </xsl:text>
    <xsl:value-of select="concat($version, '&quot;', $newline)"/>
    <xsl:text>.Sh NAME
.Nm oscap-kubelet-tests
.Nd OVAL tests about the Kubernetes kubelet
.Sh DESCRIPTION
</xsl:text>
    <xsl:for-each select="xsd:annotation/xsd:documentation">
      <xsl:if test="position() &gt; 1">
        <xsl:text>.Pp&#10;</xsl:text>
      </xsl:if>
      <xsl:apply-templates select="."/>
    </xsl:for-each>
    <xsl:text>.Pp
Tests, objects and states are elements of the namespace
.Lk http://oval.mitre.org/XMLSchema/oval-definitions-5#linux ,
items of
.Lk http://oval.mitre.org/XMLSchema/oval-system-characteristics-5#linux .
A state has the entities of the items, each at most once.
</xsl:text>
    <xsl:apply-templates select="$collected/xsd:annotation/xsd:documentation[2]"/>
    <xsl:apply-templates select="xsd:element[xsd:annotation//oval:test]"/>
    <xsl:call-template name="ending"/>
  </xsl:template>

  <!-- A test, with its object, and the items that a state is about. -->
  <xsl:template match="xsd:element">
    <xsl:variable name="map" select="xsd:annotation//oval:element_mapping"/>
    <xsl:variable name="object" select="key('element', $map/oval:object)"/>
    <xsl:variable name="behaviors" select="$object//xsd:element[@name = 'behaviors']/@type"/>
    <xsl:value-of select="concat('.Sh ', $map/oval:test, $newline)"/>
    <xsl:apply-templates select="xsd:annotation/xsd:documentation"/>
    <xsl:value-of select="concat('.Ss ', $map/oval:object, $newline)"/>
    <xsl:apply-templates select="$object/xsd:annotation/xsd:documentation"/>
    <xsl:text>.Bl -tag -width Ds&#10;</xsl:text>
    <xsl:apply-templates mode="entity"
                         select="$object//xsd:element[@name][@name != 'behaviors']"/>
    <xsl:text>.El&#10;</xsl:text>
    <xsl:if test="$behaviors">
      <xsl:value-of select="concat('.Ss behaviors of a ', $map/oval:object, $newline)"/>
      <xsl:text>.Bl -tag -width Ds&#10;</xsl:text>
      <xsl:apply-templates select="key('type', substring-after($behaviors, ':'))"/>
      <xsl:text>.El&#10;</xsl:text>
    </xsl:if>
    <xsl:value-of select="concat('.Ss ', $map/oval:item, ', ', $map/oval:state, $newline)"/>
    <xsl:apply-templates select="$collected/xsd:element[@name = $map/oval:item]/xsd:annotation/xsd:documentation"/>
    <xsl:apply-templates select="key('element', $map/oval:state)/xsd:annotation/xsd:documentation"/>
    <xsl:text>.Bl -tag -width Ds&#10;</xsl:text>
    <xsl:apply-templates mode="entity" select="key('element', $map/oval:state)//xsd:element[@name]">
      <xsl:with-param name="item" select="$collected/xsd:element[@name = $map/oval:item]"/>
    </xsl:apply-templates>
    <xsl:text>.El&#10;</xsl:text>
  </xsl:template>

  <!-- The behaviors that a type has, those of its base first. -->
  <xsl:template match="xsd:complexType">
    <xsl:apply-templates select="key('type', substring-after(.//xsd:extension/@base, ':'))"/>
    <xsl:for-each select=".//xsd:attribute">
      <xsl:value-of select="concat('.It Cm ', @name, ' = ')"/>
      <xsl:for-each select=".//xsd:enumeration/@value">
        <xsl:if test="position() &gt; 1"> | </xsl:if>
        <xsl:value-of select="."/>
      </xsl:for-each>
      <xsl:value-of select="$newline"/>
      <xsl:apply-templates select="xsd:annotation/xsd:documentation"/>
      <xsl:text>The default is&#10;.Cm </xsl:text>
      <xsl:value-of select="concat(@default, ' .', $newline)"/>
    </xsl:for-each>
  </xsl:template>

  <!-- An entity: its name, its type, and whether items have several. -->
  <xsl:template match="xsd:element" mode="entity">
    <xsl:param name="item" select="/.."/>
    <xsl:value-of select="concat('.It Cm ', @name, ' No ')"/>
    <xsl:choose>
      <xsl:when test="contains(@type, 'IntType')">(int</xsl:when>
      <xsl:when test="contains(@type, 'BoolType')">(boolean</xsl:when>
      <xsl:otherwise>(string</xsl:otherwise>
    </xsl:choose>
    <xsl:if test="$item//xsd:element[@name = current()/@name]/@maxOccurs = 'unbounded'">, any number</xsl:if>
    <xsl:text>)&#10;</xsl:text>
    <xsl:apply-templates select="xsd:annotation/xsd:documentation"/>
  </xsl:template>

  <xsl:template match="xsd:documentation">
    <xsl:call-template name="without">
      <xsl:with-param name="text" select="concat(normalize-space(.), ' ')"/>
      <xsl:with-param name="phrase" select="document('')/xsl:stylesheet/xsl:variable[@name = 'phrases']/p[1]"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Print a text without a phrase, and those behind it. -->
  <xsl:template name="without">
    <xsl:param name="text"/>
    <xsl:param name="phrase"/>
    <xsl:choose>
      <xsl:when test="not($phrase)">
        <xsl:call-template name="sentences">
          <xsl:with-param name="text" select="$text"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="without">
          <xsl:with-param name="text">
            <xsl:choose>
              <xsl:when test="contains($text, $phrase)">
                <xsl:value-of select="concat(substring-before($text, $phrase), substring-after($text, $phrase))"/>
              </xsl:when>
              <xsl:otherwise>
                <xsl:value-of select="$text"/>
              </xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
          <xsl:with-param name="phrase" select="$phrase/following-sibling::p[1]"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Print a text, each sentence in a line of its own, as mdoc(7) has it. -->
  <xsl:template name="sentences">
    <xsl:param name="text"/>
    <xsl:if test="normalize-space($text)">
      <!-- No macro begins with it. -->
      <xsl:if test="contains(&quot;.'&quot;, substring($text, 1, 1))">\&amp;</xsl:if>
      <xsl:choose>
        <xsl:when test="contains($text, '. ')">
          <xsl:value-of select="concat(substring-before($text, '. '), '.', $newline)"/>
          <xsl:call-template name="sentences">
            <xsl:with-param name="text" select="substring-after($text, '. ')"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="concat(normalize-space($text), $newline)"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:if>
  </xsl:template>

  <xsl:template name="ending">
    <xsl:text>.Sh EXAMPLES
Whether each kubelet authorizes requests by asking the API server:
.Bd -literal
</xsl:text>
    <!-- A test reads it back and validates it. -->
    <xsl:text><![CDATA[<?xml version="1.0"?>
<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5">
  <generator>
    <schema_version xmlns="http://oval.mitre.org/XMLSchema/oval-common-5">5.11</schema_version>
    <timestamp xmlns="http://oval.mitre.org/XMLSchema/oval-common-5">2026-11-29T00:00:00</timestamp>
  </generator>
  <definitions>
    <definition id="oval:example:def:1" version="1" class="compliance">
      <metadata>
        <title>Every kubelet asks the API server</title>
        <description>By whatever it was told.</description>
      </metadata>
      <criteria>
        <criterion test_ref="oval:example:tst:1"/>
      </criteria>
    </definition>
  </definitions>
  <tests>
    <kubeletsetting_test id="oval:example:tst:1" version="1" comment="authorization.mode"
        check="all" check_existence="at_least_one_exists"
        xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux">
      <object object_ref="oval:example:obj:1"/>
      <state state_ref="oval:example:ste:1"/>
    </kubeletsetting_test>
  </tests>
  <objects>
    <kubeletsetting_object id="oval:example:obj:1" version="1"
        xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux">
      <behaviors services="without_processes"/>
      <origin operation="pattern match">^(process|service)$</origin>
      <setting>authorization.mode</setting>
    </kubeletsetting_object>
  </objects>
  <states>
    <kubeletsetting_state id="oval:example:ste:1" version="1"
        xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux">
      <value>Webhook</value>
    </kubeletsetting_state>
  </states>
</oval_definitions>
]]></xsl:text>
    <xsl:text>.Ed
.Pp
.Dl # oscap-kubelet oval eval --results results.xml example.xml
.Sh SEE ALSO
.Xr oscap 8 ,
.Xr oscap-kubelet 8
</xsl:text>
  </xsl:template>
</xsl:stylesheet>
