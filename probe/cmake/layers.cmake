# SPDX-License-Identifier: LGPL-2.1-or-later
# A static library kubelet_FOLDER for each folder of layers.txt that has sources (kubelet_fix_edit for
# fix/edit), linked with those of the folders that it may use, and with no others: what calls upward
# cannot be linked. The libraries are the global property KUBELET_LAYERS.

# kubelet_add_layers(EXCEPT FOLDER...): those that are no library are left to the caller.
function(kubelet_add_layers)
	cmake_parse_arguments(PARSE_ARGV 0 layers "" "" "EXCEPT")
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS layers.txt)
	file(STRINGS layers.txt lines REGEX "^[a-z]")
	set(libraries "")
	foreach(line IN LISTS lines)
		string(REGEX REPLACE "[ \t]*#.*" "" line "${line}")
		string(REGEX MATCH "^([a-z/_]+):(.*)" line "${line}")
		set(folder ${CMAKE_MATCH_1})
		string(REGEX MATCHALL "[a-z/_]+" below "${CMAKE_MATCH_2}")
		file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.c)
		if(NOT sources OR folder IN_LIST layers_EXCEPT)
			continue()
		endif()
		string(REPLACE "/" "_" library kubelet_${folder})
		list(TRANSFORM below REPLACE "/" "_")
		list(TRANSFORM below PREPEND kubelet_)
		list(FILTER below INCLUDE REGEX "^(${known})$")
		add_library(${library} STATIC ${sources})
		kubelet_unite(${library} ${sources})
		target_include_directories(${library} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
		target_link_libraries(${library} PUBLIC ${below} PRIVATE kubelet_options)
		list(APPEND libraries ${library})
		list(JOIN libraries "|" known)
	endforeach()
	set_property(GLOBAL PROPERTY KUBELET_LAYERS ${libraries})
endfunction()
