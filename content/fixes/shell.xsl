<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->
<!-- Fixes for the shell, which oscap runs by itself: see fixes.xsl. -->
<xsl:stylesheet version="1.0"
    xmlns="urn:io.github.oscap-kubelet:rules"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:exsl="http://exslt.org/common"
    xmlns:k="urn:io.github.oscap-kubelet:rules"
    exclude-result-prefixes="exsl k">

  <!-- No command, and nothing that a Value is likely to be. -->
  <xsl:variable name="end-of-value">--- end of the Value ---</xsl:variable>

  <!-- oscap runs one fix by itself, or writes many into one script. Either way they are gathered, and
       done at the end of the shell, in one step. An interactive shell has no such end. -->
  <xsl:template name="shell">
    <xsl:param name="values"/>
    <xsl:apply-templates select="k:repair" mode="comment"/>
    <!-- oscap runs a fix with PATH=/bin:/sbin:/usr/bin:/usr/sbin (1.3.7 and 1.4.2). -->
    <xsl:text/># All fixes of a script are done at its end, in one step, and with one restart.
if [ "${kubelet_fixes:-}" != "$$" ]; then
    kubelet_fixes=$$
    PATH="$PATH:/usr/local/bin"
    set --
    kubelet_fix() {
        [ $# != 0 ] || return 0
        command -v <xsl:value-of select="$program"/> &gt;/dev/null || {
            echo "nothing was changed: <xsl:value-of select="$program"/> is not in PATH" &gt;&amp;2
            return 1
        }
        <xsl:value-of select="$program"/> ${OSCAP_KUBELET_FIX:-} "$@"
    }
    kubelet_value() {
        kubelet_value=$(cat)
        kubelet_value=${kubelet_value#:}
    }
    trap 'kubelet_fix "$@"; exit $?' EXIT
fi
<xsl:for-each select="$values">
      <xsl:value-of select="concat('kubelet_value &lt;&lt;&quot;', $end-of-value, '&quot;&#10;:')"/>
      <xsl:copy-of select="."/>
      <xsl:value-of select="concat('&#10;', $end-of-value, '&#10;', @of, '=$kubelet_value&#10;')"/>
    </xsl:for-each>
    <xsl:variable name="words">
      <xsl:apply-templates select="k:repair" mode="words"/>
    </xsl:variable>
    <xsl:text>set -- "$@"</xsl:text>
    <xsl:apply-templates select="exsl:node-set($words)/k:word" mode="sh"/>
    <xsl:text>&#10;</xsl:text>
    <xsl:for-each select="exsl:node-set($words)/k:when">
      <xsl:apply-templates select="." mode="sh"/>
    </xsl:for-each>
    <xsl:for-each select="k:repair/k:set[@asked]">
      <xsl:text/>if [ "$follow" = value_in_force ] &amp;&amp; [ "$<xsl:value-of select="@asked"/>" != true ]; then
    echo "<xsl:apply-templates select="." mode="not-asked"/>"
fi
</xsl:for-each>
    <xsl:text>case $- in *i*) kubelet_fix "$@"; set -- ;; esac&#10;</xsl:text>
  </xsl:template>

  <!-- What some Value asks for. -->
  <xsl:template match="k:when" mode="sh">
    <xsl:value-of select="concat('if [ &quot;$', @value, '&quot; ', substring('!', 1, boolean(@is-not) * 9), '= ', @is, @is-not, ' ]; then set -- &quot;$@&quot;')"/>
    <xsl:apply-templates select="k:word" mode="sh"/>
    <xsl:text>; fi&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="k:when[@lacks]" mode="sh">
    <xsl:value-of select="concat('case ,$', @value, ', in *,', @lacks, ',*) ;; *) set -- &quot;$@&quot;')"/>
    <xsl:apply-templates select="k:word" mode="sh"/>
    <xsl:text> ;; esac&#10;</xsl:text>
  </xsl:template>

  <!-- In double quotes, where a Value is its variable. A text of ours has no byte that would need more. -->
  <xsl:template match="k:word" mode="sh">
    <xsl:text> "</xsl:text>
    <xsl:apply-templates mode="sh"/>
    <xsl:text>"</xsl:text>
  </xsl:template>
  <xsl:template match="k:sub" mode="sh">
    <xsl:value-of select="concat('$', @of)"/>
  </xsl:template>
</xsl:stylesheet>
