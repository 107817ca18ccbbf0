<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!-- Fixes for Ansible: see fixes.xsl. -->
<xsl:stylesheet version="1.0"
    xmlns="urn:io.github.oscap-kubelet:rules"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:exsl="http://exslt.org/common"
    xmlns:k="urn:io.github.oscap-kubelet:rules"
    exclude-result-prefixes="exsl k">

  <!--
    The tasks of all rules are in one list, in which the program is called once: by the last rule. Which
    that is follows from two things. oscap moves a `set_fact` that is "promote to variable" to the head of
    the play, so that each task knows all rules of the playbook; and each rule, chosen by tags or not, adds
    itself to those that are past. A rule that is alone is the last one, too.
  -->
  <xsl:template name="ansible">
    <xsl:param name="values"/>
    <xsl:variable name="words">
      <xsl:apply-templates select="k:repair" mode="words"/>
    </xsl:variable>
    <xsl:text/>- name: XCCDF Value kubelet_rule_<xsl:value-of select="@name"/> # promote to variable
  set_fact:
    kubelet_rule_<xsl:value-of select="@name"/>: !!str <xsl:value-of select="@name"/>
  tags:
    - always

<xsl:apply-templates select="k:repair" mode="comment"/>
    <xsl:text/>- name: "<xsl:apply-templates select="k:repair" mode="task-name"/>"
  ansible.builtin.set_fact:
    kubelet_fixes: &gt;-
      {{ kubelet_fixes | default([]) + [<xsl:apply-templates
        select="exsl:node-set($words)/k:word" mode="jinja"/>]<xsl:for-each
        select="exsl:node-set($words)/k:when"> +
      ([<xsl:apply-templates select="k:word" mode="jinja"/>] if <xsl:apply-templates
        select="." mode="jinja"/> else [])</xsl:for-each> }}
<xsl:call-template name="vars">
      <xsl:with-param name="values" select="$values"/>
    </xsl:call-template>
    <xsl:apply-templates select="k:repair" mode="tags"/>
    <xsl:for-each select="k:repair/k:set[@asked]">
- name: "<xsl:value-of select="concat(../../@name, ': say that ', @setting)"/> is left"
  ansible.builtin.debug:
    msg: "<xsl:apply-templates select="." mode="not-asked"/>"
  when: follow == 'value_in_force' and <xsl:value-of select="@asked"/> != 'true'
<xsl:call-template name="vars">
      <xsl:with-param name="values" select="$values"/>
    </xsl:call-template>
    <xsl:apply-templates select=".." mode="tags"/>
    </xsl:for-each>
- name: "<xsl:value-of select="@name"/>: that was it, and of the last rule the end"
  ansible.builtin.set_fact:
    kubelet_past: "{{ kubelet_past | default([]) + ['<xsl:value-of select="@name"/>'] }}"
  tags:
    - always

<xsl:call-template name="end"/>
  </xsl:template>

  <!-- As variables of a task: a fact that is "yes" would become a boolean. -->
  <xsl:template name="vars">
    <xsl:param name="values"/>
    <xsl:if test="$values">
      <xsl:text>  vars:&#10;</xsl:text>
    </xsl:if>
    <xsl:for-each select="$values">
      <xsl:value-of select="concat('    ', @of, ': !unsafe |2-&#10;      ')"/>
      <xsl:copy-of select="."/>
      <xsl:text>&#10;</xsl:text>
    </xsl:for-each>
  </xsl:template>

  <!-- In check mode the program is run too, to say what it would change. The PATH of sudo need not have
       it: of RHEL it does not. -->
  <xsl:template name="end">
    <xsl:text/># All rules of a playbook are done by the last one, in one step, and with one restart.
- name: "<xsl:value-of select="@name"/>: put the kubelets right"
  when:
    - kubelet_past | length >= query('ansible.builtin.varnames', '^kubelet_rule_.') | length
    - kubelet_fixes | default([]) | length > 0
  tags:
    - always
  block:
    - name: "Call <xsl:value-of select="$program"/>"
      ansible.builtin.command:
        argv: "{{ ['<xsl:value-of select="$program"/>', ansible_check_mode | ternary('--dry-run', '--settle=10')] + kubelet_fixes }}"
      environment:
        PATH: "{{ ansible_facts.env.PATH | default('/sbin:/bin:/usr/sbin:/usr/bin') }}:/usr/local/bin"
      register: kubelet_fix
      check_mode: false
      changed_when: kubelet_fix.stdout is search('(?m)^(changed|would change):')
    - name: Forget what was done
      ansible.builtin.set_fact:
        kubelet_fixes: []
</xsl:template>

  <xsl:template match="k:repair" mode="task-name">
    <xsl:value-of select="concat(../@name, ': ')"/>
    <xsl:choose>
      <xsl:when test="@remove">remove --<xsl:value-of select="@remove"/></xsl:when>
      <xsl:when test="@files">put the files right</xsl:when>
      <xsl:otherwise>
        <xsl:text>set</xsl:text>
        <xsl:for-each select="k:set[not(@asked)]"><xsl:value-of select="concat(' ', @setting)"/></xsl:for-each>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A text of Jinja, in which a Value is its variable. A text of ours has no quote and no backslash. -->
  <xsl:template match="k:word" mode="jinja">
    <xsl:if test="preceding-sibling::k:word">, </xsl:if>
    <xsl:for-each select="node()">
      <xsl:if test="position() > 1"> ~ </xsl:if>
      <xsl:choose>
        <xsl:when test="self::k:sub"><xsl:value-of select="@of"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="concat(&quot;'&quot;, ., &quot;'&quot;)"/></xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <!-- A condition. -->
  <xsl:template match="k:when" mode="jinja">
    <xsl:value-of select="concat(@value, substring(' ==', 1, boolean(@is) * 9), substring(' !=', 1,
        boolean(@is-not) * 9), &quot; '&quot;, @is, @is-not, &quot;'&quot;)"/>
  </xsl:template>
  <xsl:template match="k:when[@lacks]" mode="jinja">
    <xsl:value-of select="concat(&quot;'&quot;, @lacks, &quot;' not in &quot;, @value, &quot;.split(',')&quot;)"/>
  </xsl:template>

  <!-- As ComplianceAsCode has them. -->
  <xsl:template match="k:repair" mode="tags">
    <xsl:text>  tags:
</xsl:text>
    <xsl:call-template name="nist-tags">
      <xsl:with-param name="controls" select="../@nist"/>
    </xsl:call-template>
    <xsl:text/>    - configure_strategy
    - low_complexity
    - <xsl:apply-templates select="." mode="disruption"/>_disruption
    - <xsl:value-of select="$severities[contains(concat(' ', normalize-space(@rules), ' '),
        concat(' ', current()/../@name, ' '))]/@is"/>_severity
    - no_reboot_needed
    - <xsl:value-of select="../@name"/>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>
  <xsl:template name="nist-tags">
    <xsl:param name="controls"/>
    <xsl:value-of select="concat('    - NIST-800-53-', substring-before(concat($controls, ' '), ' '),
        '&#10;')"/>
    <xsl:if test="contains($controls, ' ')">
      <xsl:call-template name="nist-tags">
        <xsl:with-param name="controls" select="substring-after($controls, ' ')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
