# SPDX-License-Identifier: LGPL-2.1-or-later
# What has to be there to build. CMake stops after one line for each thing that is missing, which
# says what to install.
set(kubelet_missing "")

# Note that something was not found. The blank at the start of a line keeps CMake from folding it.
macro(kubelet_is_missing what debian fedora)
	string(APPEND kubelet_missing
		" ${what} was not found: install ${debian} (Debian) or ${fedora} (Fedora)\n")
endmacro()

# Look a module up with pkg-config and make PkgConfig::<prefix>.
macro(kubelet_need prefix module debian fedora)
	pkg_check_modules(${prefix} QUIET IMPORTED_TARGET GLOBAL ${module})
	if(NOT ${prefix}_FOUND)
		kubelet_is_missing(${module} ${debian} ${fedora})
	endif()
endmacro()

find_package(PkgConfig QUIET)
if(NOT PKG_CONFIG_FOUND)
	message(FATAL_ERROR " pkg-config was not found: "
		"install pkg-config (Debian) or pkgconf-pkg-config (Fedora)")
endif()
kubelet_need(OPENSCAP libopenscap libopenscap-dev openscap-devel)
kubelet_need(LIBXML2 libxml-2.0 libxml2-dev libxml2-devel)
kubelet_need(YAML yaml-0.1 libyaml-dev libyaml-devel)
find_program(XSLTPROC xsltproc)
if(NOT XSLTPROC)
	kubelet_is_missing(xsltproc xsltproc libxslt)
endif()
if(BUILD_TESTING)
	kubelet_need(CMOCKA cmocka libcmocka-dev libcmocka-devel)
	find_package(Python3 3.6 QUIET COMPONENTS Interpreter)
	if(NOT Python3_FOUND)
		kubelet_is_missing("Python 3" python3 python3)
	endif()
endif()
if(kubelet_missing)
	message(FATAL_ERROR "${kubelet_missing}")
endif()

# libopenscap and libxml2 are used by their headers only: the process that the plugin is loaded into
# brings the libraries.
add_library(kubelet_openscap_headers INTERFACE)
target_include_directories(kubelet_openscap_headers SYSTEM INTERFACE
	${OPENSCAP_INCLUDE_DIRS} ${LIBXML2_INCLUDE_DIRS})
