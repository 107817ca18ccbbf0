# SPDX-License-Identifier: LGPL-2.1-or-later
# What has to be there to build. CMake stops after one line for each thing that is missing, which
# says what to install: packages.txt has the packages. Where only the tests lack something they are
# left out, unless BUILD_TESTING says that they are wanted.
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/packages.txt kubelet_packages REGEX "^[a-z]")
set_property(DIRECTORY APPEND PROPERTY
	CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/packages.txt)

# The things of packages.txt that were not found: the names, and the packages.
set(kubelet_missing "")
set(kubelet_missing_debian "")
set(kubelet_missing_fedora "")
set(kubelet_missing_lines "")

# Note that the thing NAME was not found. The blank at the start of a line keeps CMake from folding it.
macro(kubelet_is_missing name)
	set(kubelet_package ${kubelet_packages})
	list(FILTER kubelet_package INCLUDE REGEX "^[a-z]+ +[a-z]+ +${name} ")
	if(NOT kubelet_package MATCHES "^[^;]* ([^ ;]+) +([^ ;]+)$")
		message(FATAL_ERROR "packages.txt has not one line for ${name}")
	endif()
	list(APPEND kubelet_missing ${name})
	list(APPEND kubelet_missing_debian ${CMAKE_MATCH_1})
	list(APPEND kubelet_missing_fedora ${CMAKE_MATCH_2})
	string(APPEND kubelet_missing_lines " ${name} was not found: "
		"install ${CMAKE_MATCH_1} (Debian) or ${CMAKE_MATCH_2} (Fedora)\n")
endmacro()

# Look a module up with pkg-config and make PkgConfig::<prefix>.
macro(kubelet_need prefix module)
	pkg_check_modules(${prefix} QUIET IMPORTED_TARGET GLOBAL ${module})
	if(NOT ${prefix}_FOUND)
		kubelet_is_missing(${module})
	endif()
endmacro()

find_package(PkgConfig QUIET)
if(NOT PKG_CONFIG_FOUND)
	kubelet_is_missing(pkg-config)
	message(FATAL_ERROR "${kubelet_missing_lines}")
endif()
kubelet_need(OPENSCAP libopenscap)
kubelet_need(LIBXML2 libxml-2.0)
kubelet_need(YAML yaml-0.1)
kubelet_need(JSONC json-c)
find_program(XSLTPROC xsltproc)
if(NOT XSLTPROC)
	kubelet_is_missing(xsltproc)
endif()

set(kubelet_missing_to_build ${kubelet_missing})
if(BUILD_TESTING OR NOT DEFINED BUILD_TESTING)
	kubelet_need(CMOCKA cmocka)
	find_package(Python3 3.6 QUIET COMPONENTS Interpreter)
	if(NOT Python3_FOUND)
		kubelet_is_missing(python3)
	endif()
endif()

if(kubelet_missing_to_build OR (kubelet_missing AND DEFINED BUILD_TESTING))
	if(NOT kubelet_missing STREQUAL kubelet_missing_to_build)
		string(APPEND kubelet_missing_lines
			" -DBUILD_TESTING=OFF leaves out the tests, and what only they need\n")
	endif()
	message(FATAL_ERROR "${kubelet_missing_lines}")
endif()
# No cache entry: whoever installs what was missing gets the tests the next time.
if(kubelet_missing)
	set(BUILD_TESTING OFF)
	list(JOIN kubelet_missing ", " kubelet_missing)
	list(JOIN kubelet_missing_debian " " kubelet_missing_debian)
	list(JOIN kubelet_missing_fedora " " kubelet_missing_fedora)
	message(STATUS "The tests are left out for want of ${kubelet_missing}: install "
		"${kubelet_missing_debian} (Debian) or ${kubelet_missing_fedora} (Fedora)")
elseif(NOT DEFINED BUILD_TESTING)
	set(BUILD_TESTING ON)
endif()

# The plugin uses libopenscap and libxml2 by their headers only: the process that it is loaded into brings
# the libraries.
add_library(kubelet_openscap_headers INTERFACE)
target_include_directories(kubelet_openscap_headers SYSTEM INTERFACE
	${OPENSCAP_INCLUDE_DIRS} ${LIBXML2_INCLUDE_DIRS})
