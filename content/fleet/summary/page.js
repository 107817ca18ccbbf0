/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Filters of the table, and the reason of a verdict beside it. What is chosen stands behind the # of the
 * address: #result=fail&rule=4.2.2&state=failed&node=worker&cell=c12-5, so that it can be sent to others.
 */
"use strict";
(function () {
	const form = document.getElementById("filters");
	const map = document.getElementById("map");
	const panel = document.getElementById("panel");
	const said = document.getElementById("said");
	const controls = ["result", "rule", "state", "node"].map((name) => document.getElementById(name));
	const rows = Array.from(map.querySelectorAll("tr.node"));
	const sheet = document.styleSheets[0];
	const FILE = /^(\/.*) has (mode [0-7]+, owner \d+, group \d+)$/;
	const SETTING = /^(?:kubelet (\d+): )?(\S+) is (.*), source: (.*?), location: (.*)$/;
	let columnRule = -1;
	let chosen = null;

	/* A select by the value of its option, or by its text up to the first blank: a rule by name or number. */
	function setSelect(select, text) {
		const options = Array.from(select.options);
		const option = options.find((each) => each.value === text) ||
			options.find((each) => each.text.split(" ")[0] === text);
		select.value = option ? option.value : "";
	}

	/* Leave the column of a rule only; -1: all. */
	function showColumn(number) {
		if (columnRule >= 0) {
			sheet.deleteRule(columnRule);
			columnRule = -1;
		}
		if (number >= 0) {
			const other = ":nth-child(n+3):not(:nth-child(" + (number + 3) + "))";
			columnRule = sheet.insertRule("#map thead th" + other + ", #map tr.node td" + other +
				" { display: none }", sheet.cssRules.length);
		}
	}

	function isShown(row, result, rule, state, node) {
		if (state !== "" && row.parentNode.id !== state) {
			return false;
		}
		if (node !== "" && !row.cells[0].textContent.toLowerCase().includes(node)) {
			return false;
		}
		/* A node without results has no verdict that could be asked for. */
		if (result === "" && rule < 0) {
			return true;
		}
		if (row.cells.length < 3) {
			return result === "";
		}
		if (rule < 0) {
			return row.querySelector("td." + result) !== null;
		}
		const cell = row.cells[rule + 2];
		return result === "" ? cell.className !== "" : cell.className === result;
	}

	function filter() {
		const [result, , state, text] = controls.map((each) => each.value);
		const rule = controls[1].selectedIndex - 1;
		const node = text.trim().toLowerCase();
		let count = 0;
		rows.forEach((row) => {
			row.hidden = !isShown(row, result, rule, state, node);
			count += row.hidden ? 0 : 1;
		});
		Array.from(map.tBodies).forEach((body) => {
			body.hidden = !body.querySelector("tr.node:not([hidden])");
		});
		showColumn(rule);
		document.getElementById("shown").textContent = count + " of " + rows.length + " nodes";
	}

	function address() {
		const parts = controls.filter((each) => each.value !== "").map((each) => {
			/* The value of a result is how it looks. */
			const text = each.id === "result" ? each.options[each.selectedIndex].text : each.value;
			return each.id + "=" + encodeURIComponent(text);
		});
		if (chosen !== null) {
			parts.push("cell=" + chosen.getAttribute("href").slice(1));
		}
		history.replaceState(null, "", "#" + parts.join("&"));
	}

	function add(parent, name, text) {
		const element = document.createElement(name);
		element.textContent = text;
		parent.appendChild(element);
		return element;
	}

	/* The lines of a reason: setting, value, source and location where it tells them. */
	function addReason(list, text) {
		const match = SETTING.exec(text);
		const file = FILE.exec(text);
		const parts = match ? [["Setting", match[2] + (match[1] ? " of kubelet " + match[1] : "")],
			["Value", match[3]], ["Source", match[4]], ["Location", match[5]]] :
			file ? [["Value", file[2]], ["Location", file[1]]] : [["Reason", text]];
		parts.forEach(([name, value]) => {
			add(list, "dt", name);
			add(list, "dd", value);
		});
	}

	function show(link) {
		const reason = document.getElementById(link.getAttribute("href").slice(1));
		const row = link.closest("tr");
		const rule = document.getElementById("r" + (link.parentNode.cellIndex - 2));
		const report = row.cells[0].querySelector("a");
		said.textContent = "";
		add(said, "strong", row.cells[0].textContent + ", " + rule.cells[0].textContent + " " +
			rule.cells[1].textContent + ": " + link.getAttribute("aria-label"));
		const list = add(said, "dl", "");
		/* Behind the number and the result, a line for each finding. */
		let text = "";
		Array.from(reason.childNodes).slice(1).concat([document.createElement("br")]).forEach((each) => {
			if (each.nodeName === "BR") {
				addReason(list, text.replace(/^\s*\w+( \([^)]*\))?: /, "").trim());
				text = "";
			} else {
				text += each.textContent;
			}
		});
		if (report) {
			const copy = add(said, "a", "Report of " + row.cells[0].querySelector("a").textContent);
			copy.href = report.getAttribute("href");
		}
		panel.hidden = false;
	}

	function choose(link) {
		if (chosen !== null) {
			chosen.removeAttribute("aria-current");
		}
		chosen = link;
		if (link === null) {
			panel.hidden = true;
		} else {
			link.setAttribute("aria-current", "true");
			show(link);
		}
	}

	/* A click holds what a look shows. */
	function linkOf(event) {
		return event.target.closest ? event.target.closest("#map td a") : null;
	}

	function look(event) {
		const link = linkOf(event);
		if (link !== null && chosen === null) {
			show(link);
		}
	}

	function leave(event) {
		if (linkOf(event) !== null && chosen === null) {
			panel.hidden = true;
		}
	}

	function close() {
		const link = chosen;
		choose(null);
		address();
		if (link !== null) {
			link.focus();
			panel.hidden = true;
		}
	}

	function read() {
		const hash = location.hash.slice(1);
		/* A link to a rule or reason, which the browser follows: what is chosen stays. */
		if (hash !== "" && !hash.includes("=")) {
			filter();
			return;
		}
		const parts = new Map(hash.split("&").map((part) => {
			const [name, value] = part.split("=");
			return [name, decodeURIComponent(value || "")];
		}));
		controls.forEach((each) => {
			if (each.tagName === "SELECT") {
				setSelect(each, parts.get(each.id) || "");
			} else {
				each.value = parts.get(each.id) || "";
			}
		});
		const cell = parts.get("cell") || "";
		choose(/^c\d+-\d+$/.test(cell) ? map.querySelector('a[href="#' + cell + '"]') : null);
		filter();
	}

	map.addEventListener("mouseover", look);
	map.addEventListener("mouseout", leave);
	map.addEventListener("focusin", look);
	map.addEventListener("focusout", leave);
	map.addEventListener("click", (event) => {
		const link = linkOf(event);
		if (link !== null) {
			event.preventDefault();
			choose(link === chosen ? null : link);
			address();
		}
	});
	document.addEventListener("keydown", (event) => {
		if (event.key === "Escape" && !panel.hidden) {
			close();
		}
	});
	document.getElementById("close").addEventListener("click", close);
	form.addEventListener("input", () => {
		filter();
		address();
	});
	form.addEventListener("submit", (event) => event.preventDefault());
	form.addEventListener("reset", () => setTimeout(() => {
		filter();
		address();
	}, 0));
	window.addEventListener("hashchange", read);
	form.hidden = false;
	read();
}());
