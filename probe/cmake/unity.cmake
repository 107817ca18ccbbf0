# SPDX-License-Identifier: LGPL-2.1-or-later
# With CMAKE_UNITY_BUILD, as content/scan has it, the files of a folder are compiled together, since most of
# the time goes into headers and processes otherwise. What a file defines for itself may have the name of
# what another does: such files are kept apart.

# kubelet_own_names(RESULT FILE): the functions, data, types, constants and macros that are the file's own. Of
# one that this does not find the compiler tells.
function(kubelet_own_names result file)
	file(READ ${file} text)
	set(word "[A-Za-z_][A-Za-z0-9_]*")
	set(names "")
	foreach(definition
			"[\n ]static [^][(){}=;]+"
			"\n} ${word}"
			"\n(struct|union|enum) ${word} {"
			"\n(enum {|\t)[ \n\t]*[A-Z][A-Z0-9_]*( =|,)"
			"\n#define ${word}")
		string(REGEX MATCHALL "${definition}" found "${text}")
		list(TRANSFORM found REPLACE "[ \n\t={,]+$" "")
		list(TRANSFORM found REPLACE "^.*[^A-Za-z0-9_]" "")
		list(APPEND names ${found})
	endforeach()
	list(FILTER names EXCLUDE REGEX "^(KP_.*|struct)?$")
	list(REMOVE_DUPLICATES names)
	set(${result} ${names} PARENT_SCOPE)
endfunction()

# kubelet_unite(TARGET FILE...): put each of the target's files into the first unit that has none of its names.
function(kubelet_unite target)
	get_target_property(is_united ${target} UNITY_BUILD)
	if(NOT is_united)
		return()
	endif()
	foreach(file IN LISTS ARGN)
		kubelet_own_names(names ${file})
		set(unit 0)
		set(clash ON)
		while(clash)
			math(EXPR unit "${unit} + 1")
			set(clash OFF)
			foreach(name IN LISTS names)
				if(DEFINED name_${unit}_${name})
					set(clash ON)
					break()
				endif()
			endforeach()
		endwhile()
		foreach(name IN LISTS names)
			set(name_${unit}_${name} ON)
		endforeach()
		set_source_files_properties(${file} PROPERTIES UNITY_GROUP ${unit})
	endforeach()
	set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
endfunction()
