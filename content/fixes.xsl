<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!--
  What puts a rule right, made of the `repair` of its sheet: calls of the program oscap-kubelet-fix,
  for the shell and for Ansible; the documents that say the same to kubeadm and to OpenShift; and the
  words of the guide. It is included by rules.xsl.

  A `repair` holds a `set` for each setting, with the value or the XCCDF Value that has it, or names
  an argument to `remove`, or a kind of `files` and their `way`. What else it says:

    said="accepted"  a built-in default is written down, unless accept_builtin_default is "true"
    said="no"        a good built-in default is left alone
    unless="ERE"     a setting that matches is left alone; one that has no value is empty
    min, max         a number between them is: numbers, or Values
    subset="yes"     a list of nothing but what shall be set is
    issued="yes"     where the value in force counts, serverTLSBootstrap does as well
    follow="yes"     of a `set`: where the value in force counts, and only there

  A Value has its own name as a variable of the shell and of Ansible. In a text, `sub of` is a Value.
-->
<xsl:stylesheet version="1.0"
    xmlns="urn:io.github.oscap-kubelet:rules"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:k="urn:io.github.oscap-kubelet:rules"
    xmlns:xccdf="http://checklists.nist.gov/xccdf/1.2"
    exclude-result-prefixes="k xccdf">

  <xsl:variable name="values" select="document('kubelet-xccdf.xml')//xccdf:Value"/>
  <xsl:variable name="program" select="'oscap-kubelet-fix'"/>

  <!-- Elements of a text become those of a rule; all else of it stays. -->
  <xsl:template match="k:sub" mode="copy">
    <xsl:copy-of select="."/>
  </xsl:template>

  <!-- The Value as it is shipped: for texts that nobody tailors. -->
  <xsl:template match="k:sub" mode="shipped">
    <xsl:value-of select="$values[@id = concat('xccdf_', $name, '_value_', current()/@of)]
        /xccdf:value[not(@selector)]"/>
  </xsl:template>

  <!-- The words of the guide. -->
  <xsl:template match="k:repair" mode="remedy">
    <remedy>
      <p><strong>In one step</strong>, on the node:</p>
      <pre><xsl:apply-templates select="." mode="typed"/></pre>
      <xsl:choose>
        <xsl:when test="@files">
          <p>It finds the files of every kubelet, and changes nothing else of them.<xsl:if
            test="@way = '--mode'"> It takes rights away, and gives none.</xsl:if><xsl:if
            test="@files = 'configuration'"> A kubelet whose files were changed is restarted.</xsl:if>
            With <c>--dry-run</c> it only says what it would do.</p>
        </xsl:when>
        <xsl:otherwise>
          <p>It changes the place that says the setting now, keeps everything else of that file, and a
            copy of it; restarts the kubelet, and puts the file back if the kubelet does not stay up.
            With <c>--dry-run</c> it only says what it would do.</p>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:if test="../k:yaml and not(../@openshift = 'no')">
        <p>On OpenShift the Machine Config Operator owns the files of a node:
          <c>oscap-kubelet xccdf generate fix --fix-type ignition</c> makes a resource <c>KubeletConfig</c> for
          it.</p>
      </xsl:if>
    </remedy>
  </xsl:template>

  <xsl:template match="k:repair" mode="typed">
    <xsl:value-of select="$program"/>
    <xsl:if test="@remove"> --remove <xsl:value-of select="@remove"/></xsl:if>
    <xsl:if test="@files"> --files <xsl:value-of select="concat(@files, ' ')"/>
      <xsl:choose>
        <xsl:when test="@way = '--mode'">--mode <xsl:apply-templates select="k:sub"
          mode="shipped"/><xsl:value-of select="text()"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="@way"/></xsl:otherwise>
      </xsl:choose>
    </xsl:if>
    <xsl:for-each select="k:set">
      <xsl:value-of select="concat(' ', @setting, '=')"/>
      <xsl:apply-templates select="node()" mode="shipped"/>
    </xsl:for-each>
  </xsl:template>

  <!-- How much of a node a repair stops: restarts of kubelets are medium. -->
  <xsl:template match="k:repair" mode="disruption">medium</xsl:template>
  <xsl:template match="k:repair[@files and not(@files = 'configuration')]"
      mode="disruption">low</xsl:template>

  <!-- The Values that a repair takes, each once. -->
  <xsl:template match="k:repair" mode="values">
    <xsl:if test="@said = 'accepted'"><sub of="accept_builtin_default"/></xsl:if>
    <xsl:if test="@issued or k:set/@follow"><sub of="follow"/></xsl:if>
    <xsl:if test="starts-with(@min, 'kubelet')"><sub of="{@min}"/></xsl:if>
    <xsl:if test="starts-with(@max, 'kubelet')"><sub of="{@max}"/></xsl:if>
    <xsl:copy-of select=".//k:sub"/>
  </xsl:template>

  <xsl:template name="fixes">
    <xsl:variable name="values-used">
      <xsl:apply-templates select="k:repair" mode="values"/>
    </xsl:variable>
    <xsl:variable name="disruption">
      <xsl:apply-templates select="k:repair" mode="disruption"/>
    </xsl:variable>
    <fix kind="sh" disruption="{$disruption}">
      <xsl:apply-templates select="k:repair" mode="comment"/>
      <xsl:for-each select="exsl:node-set($values-used)/k:sub" xmlns:exsl="http://exslt.org/common">
        <xsl:value-of select="concat(@of, &quot;='&quot;)"/>
        <xsl:copy-of select="."/>
        <xsl:text>'&#10;</xsl:text>
      </xsl:for-each>
      <!-- oscap runs a fix without it: PATH=/bin:/sbin:/usr/bin:/usr/sbin (1.3.7 and 1.4.2). -->
      <xsl:text>PATH="$PATH:/usr/local/bin"&#10;</xsl:text>
      <xsl:apply-templates select="k:repair" mode="sh"/>
    </fix>
    <fix kind="ansible" disruption="{$disruption}">
      <xsl:for-each select="exsl:node-set($values-used)/k:sub" xmlns:exsl="http://exslt.org/common">
        <xsl:text/>- name: XCCDF Value <xsl:value-of select="@of"/> # promote to variable
  set_fact:
    <xsl:value-of select="@of"/>: !!str <xsl:copy-of select="."/>
  tags:
    - always

</xsl:for-each>
      <xsl:apply-templates select="k:repair" mode="comment"/>
      <xsl:apply-templates select="k:repair" mode="ansible"/>
    </fix>
    <xsl:if test="k:yaml">
      <xsl:apply-templates select="." mode="kubernetes"/>
      <xsl:if test="not(@openshift = 'no')">
        <xsl:apply-templates select="." mode="openshift"/>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <xsl:template match="k:repair" mode="comment">
    <xsl:text># Set:</xsl:text>
    <xsl:for-each select="k:set">
      <xsl:value-of select="concat(' ', @setting)"/>
    </xsl:for-each>
    <xsl:text>
# It is changed in the place that says it now. What no place says goes into the file of --config, or,
# without one, behind the arguments in the unit. Then the kubelet is restarted, and if it does not
# stay up with the value, everything is put back. It does nothing where all is as it should be.
</xsl:text>
  </xsl:template>
  <xsl:template match="k:repair[@remove]" mode="comment"># Remove the argument --<xsl:value-of select="@remove"/> from the place that says it: the unit, one of its
# drop-ins, or an environment file. Then the kubelet is restarted, and if it does not stay up,
# everything is put back. It does nothing where the argument is not there.
</xsl:template>
  <xsl:template match="k:repair[@files]" mode="comment"># The files of every kubelet are found as the rule finds them. Nothing else of them is changed, and
# nothing at all where all is as it should be.
<xsl:if test="@files = 'configuration'"># The kubelet is restarted then: else the other rules would take the files for changed ones.
</xsl:if>
  </xsl:template>

  <!-- The shell. -->
  <xsl:template match="k:repair" mode="sh">
    <xsl:if test="@said = 'accepted'">said=true
if [ "$accept_builtin_default" = true ]; then said=false; fi
</xsl:if>
    <xsl:for-each select="k:set[@follow]">also=''
if [ "$follow" = value_in_force ]; then also='<xsl:value-of select="concat(@setting, '=', .)"/>'; fi
</xsl:for-each>
    <xsl:text/>if ! command -v <xsl:value-of select="$program"/> &gt;/dev/null; then
    echo "<xsl:value-of select="concat(../@name, ': nothing was changed: ', $program)"/> is not in PATH" &gt;&amp;2
    false
<xsl:if test="@issued">elif [ "$follow" = value_in_force ] &amp;&amp;
    issued=$(<xsl:value-of select="$program"/> --dry-run serverTLSBootstrap=true) &amp;&amp;
    [ "$(echo "$issued" | sed 's/:.*//' | sort -u)" = unchanged ]; then
    echo "unchanged: the cluster issues the certificate (serverTLSBootstrap)"
</xsl:if>else
    <xsl:value-of select="$program"/>
    <xsl:call-template name="options">
      <xsl:with-param name="before" select="' '"/>
      <xsl:with-param name="open" select="'$'"/>
      <xsl:with-param name="quote" select="'&quot;'"/>
    </xsl:call-template>
    <xsl:for-each select="k:set[not(@follow)]">
      <xsl:text> "</xsl:text>
      <xsl:value-of select="concat(@setting, '=')"/>
      <xsl:value-of select="text()"/>
      <xsl:if test="k:sub">$<xsl:value-of select="k:sub/@of"/></xsl:if>
      <xsl:text>"</xsl:text>
    </xsl:for-each>
    <xsl:if test="k:set/@follow"> ${also:+"$also"}</xsl:if>
fi
</xsl:template>

  <!-- The options that the shell and Ansible have alike, each with something before it; a Value is a
       variable, between `open` and `close`. -->
  <xsl:template name="options">
    <xsl:param name="before"/>
    <xsl:param name="open"/>
    <xsl:param name="close"/>
    <xsl:param name="quote"/>
    <xsl:variable name="first" select="concat($before, $quote)"/>
    <xsl:if test="@remove">
      <xsl:value-of select="concat($before, '--remove', $before, @remove)"/>
    </xsl:if>
    <xsl:if test="@files">
      <xsl:value-of select="concat($before, '--files', $before, @files, $before, @way)"/>
      <xsl:if test="text()">
        <xsl:value-of select="concat($first, text(), $quote)"/>
      </xsl:if>
      <xsl:for-each select="k:sub">
        <xsl:value-of select="concat($first, $open, @of, $close, $quote)"/>
      </xsl:for-each>
    </xsl:if>
    <xsl:if test="@said = 'no'">
      <xsl:value-of select="concat($before, '--said=false')"/>
    </xsl:if>
    <xsl:if test="@said = 'accepted' and $close = ''">
      <xsl:value-of select="concat($before, '--said=$said')"/>
    </xsl:if>
    <xsl:if test="@subset">
      <xsl:value-of select="concat($before, '--subset')"/>
    </xsl:if>
    <xsl:if test="@unless">
      <xsl:value-of select="concat($before, '--unless', $first, @unless, $quote)"/>
    </xsl:if>
    <xsl:if test="@min">
      <xsl:value-of select="concat($before, '--between', $first)"/>
      <xsl:for-each select="@min | @max">
        <xsl:sort select="name()" order="descending"/>
        <xsl:choose>
          <xsl:when test="starts-with(., 'kubelet')">
            <xsl:value-of select="concat($open, ., $close)"/>
          </xsl:when>
          <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
        </xsl:choose>
        <xsl:if test="name() = 'min'">:</xsl:if>
      </xsl:for-each>
      <xsl:value-of select="$quote"/>
    </xsl:if>
  </xsl:template>

  <!-- Ansible. In check mode the program is run too, to say what it would change. -->
  <xsl:template match="k:repair" mode="ansible">
    <xsl:if test="@issued">
      <xsl:text/>- name: "<xsl:value-of select="../@name"/>: ask whether the cluster issues the certificate"
  ansible.builtin.command:
    argv:
      - <xsl:value-of select="$program"/>
      - --dry-run
      - serverTLSBootstrap=true
<xsl:call-template name="environment"/>
  register: kubelet_issued
  check_mode: false
  changed_when: false
  failed_when: false
  when: follow == 'value_in_force'
<xsl:call-template name="tags"/>
      <xsl:text>&#10;</xsl:text>
    </xsl:if>
    <xsl:call-template name="task">
      <xsl:with-param name="sets" select="k:set[not(@follow)]"/>
    </xsl:call-template>
    <xsl:if test="k:set/@follow">
      <xsl:text>&#10;</xsl:text>
      <xsl:call-template name="task">
        <xsl:with-param name="sets" select="k:set[@follow]"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="task">
    <xsl:param name="sets"/>
    <xsl:text/>- name: "<xsl:value-of select="concat(../@name, ': ')"/>
    <xsl:choose>
      <xsl:when test="@remove">remove --<xsl:value-of select="@remove"/></xsl:when>
      <xsl:when test="@files">put the files right</xsl:when>
      <xsl:otherwise>
        <xsl:text>set</xsl:text>
        <xsl:for-each select="$sets"><xsl:value-of select="concat(' ', @setting)"/></xsl:for-each>
      </xsl:otherwise>
    </xsl:choose>"
  ansible.builtin.command:
    argv:
      - <xsl:value-of select="$program"/>
      <xsl:text>
      - "{{ ansible_check_mode | ternary('--dry-run', '--settle=10') }}"</xsl:text>
    <xsl:call-template name="options">
      <xsl:with-param name="before" select="'&#10;      - '"/>
      <xsl:with-param name="open" select="'{{ '"/>
      <xsl:with-param name="close" select="' }}'"/>
      <xsl:with-param name="quote" select="'&quot;'"/>
    </xsl:call-template>
    <xsl:if test="@said = 'accepted'">
      - "--said={{ (accept_builtin_default == 'true') | ternary('false', 'true') }}"</xsl:if>
    <xsl:for-each select="$sets">
      - "<xsl:value-of select="concat(@setting, '=', text())"/><xsl:if test="k:sub">{{ <xsl:value-of select="k:sub/@of"/> }}</xsl:if>
      <xsl:text>"</xsl:text>
    </xsl:for-each>
    <xsl:text>&#10;</xsl:text>
    <xsl:call-template name="environment"/>
  register: kubelet_fix
  check_mode: false
  changed_when: kubelet_fix.stdout is search('(?m)^(changed|would change):')
<xsl:choose>
      <xsl:when test="$sets/@follow">  when: follow == 'value_in_force'
</xsl:when>
      <xsl:when test="@issued">  when: >-
    follow != 'value_in_force' or kubelet_issued.rc != 0 or
    kubelet_issued.stdout is not match('(unchanged:.*\n?)+$')
</xsl:when>
    </xsl:choose>
    <xsl:call-template name="tags"/>
  </xsl:template>

  <!-- The PATH of sudo need not have it either: of RHEL it does not. -->
  <xsl:template name="environment">
    <xsl:text>  environment:
    PATH: "{{ ansible_facts.env.PATH | default('/sbin:/bin:/usr/sbin:/usr/bin') }}:/usr/local/bin"</xsl:text>
  </xsl:template>

  <!-- As ComplianceAsCode has them. -->
  <xsl:template name="tags">
    <xsl:text>  tags:
</xsl:text>
    <xsl:call-template name="nist-tags">
      <xsl:with-param name="controls" select="../@nist"/>
    </xsl:call-template>
    <xsl:text/>    - configure_strategy
    - low_complexity
    - <xsl:apply-templates select="." mode="disruption"/>_disruption
    - <xsl:value-of select="../@severity"/>_severity
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

  <!-- What the configuration file of a node has to hold. -->
  <xsl:template match="k:rule" mode="kubernetes">
    <fix kind="kubernetes" disruption="medium">---
# For the file of --config on each node, and with kubeadm for the ConfigMap kubelet-config in
# kube-system. The API server does not take it. An argument <xsl:value-of select="k:option/@flag"/> beats it, and so does a file
# under --config-dir. The kubelet has to be restarted then.
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
<xsl:call-template name="document"/>
    </fix>
  </xsl:template>

  <xsl:template name="document">
    <xsl:apply-templates select="(k:document | k:yaml[not(../k:document)])/node()" mode="copy"/>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- For the Machine Config Operator, which makes Ignition of it. oscap generates one fix of a kind
       for a rule, and its versions from 1.4 on take no kind of our own: "ignition" is free here. -->
  <xsl:template match="k:rule" mode="openshift">
    <xsl:variable name="body">
      <xsl:choose>
        <xsl:when test="k:openshift"><xsl:apply-templates select="k:openshift/node()" mode="copy"/></xsl:when>
        <xsl:otherwise>
          <xsl:apply-templates select="(k:document | k:yaml[not(../k:document)])/node()" mode="copy"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <fix kind="ignition" disruption="medium">---
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
<xsl:apply-templates select="exsl:node-set($body)/node()" mode="indented"
          xmlns:exsl="http://exslt.org/common"/>
      <xsl:text>&#10;</xsl:text>
    </fix>
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
