# SPDX-License-Identifier: LGPL-2.1-or-later
# How our C is compiled. Every target links kubelet_options privately.
include(CheckCCompilerFlag)
add_library(kubelet_options INTERFACE)
target_compile_definitions(kubelet_options INTERFACE _GNU_SOURCE)
target_compile_options(kubelet_options INTERFACE
	-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wcast-qual -Wcast-align -Wwrite-strings
	-Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla -Wformat=2 -Wswitch-enum
	-Wmisleading-indentation)
# What is built is the same wherever it is built. The last that fits counts: a build directory may be
# below the sources.
target_compile_options(kubelet_options INTERFACE
	-ffile-prefix-map=${PROJECT_SOURCE_DIR}=. -ffile-prefix-map=${PROJECT_BINARY_DIR}=.)
# Whatever a compiler makes by default. CheckPIESupported would build two programs to find out that it can.
target_link_options(kubelet_options INTERFACE $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-pie>)
if(OSCAP_KUBELET_WERROR)
	target_compile_options(kubelet_options INTERFACE -Werror)
endif()

if(OSCAP_KUBELET_SANITIZE)
	set(kubelet_sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all
		-fno-omit-frame-pointer)
	target_compile_options(kubelet_options INTERFACE ${kubelet_sanitizers})
	target_link_options(kubelet_options INTERFACE ${kubelet_sanitizers})
else()
	# What distributions build with, also where nobody sets their flags; a _FORTIFY_SOURCE of theirs counts.
	set(kubelet_hardening -fstack-protector-strong)
	if(NOT CMAKE_C_FLAGS MATCHES "_FORTIFY_SOURCE")
		list(APPEND kubelet_hardening -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
	endif()
	set(kubelet_branches "")
	if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|i.86)$")
		set(kubelet_branches -fcf-protection)
	elseif(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
		set(kubelet_branches -mbranch-protection=standard)
	endif()
	foreach(flag -fstack-clash-protection ${kubelet_branches})
		string(MAKE_C_IDENTIFIER KUBELET_HAS${flag} known)
		# What clang takes and cannot use here, it only warns of.
		set(CMAKE_REQUIRED_FLAGS -Werror)
		check_c_compiler_flag(${flag} ${known})
		unset(CMAKE_REQUIRED_FLAGS)
		if(${known})
			list(APPEND kubelet_hardening ${flag})
		endif()
	endforeach()
	target_compile_options(kubelet_options INTERFACE
		"$<$<NOT:$<CONFIG:Debug>>:${kubelet_hardening}>")
	# With the sanitizers of clang a shared object cannot be linked with -z defs.
	target_link_options(kubelet_options INTERFACE -Wl,-z,relro,-z,now,-z,defs)
endif()

# A sanitized plugin needs the ASan runtime to be loaded before it, into an oscap that was not built
# with it. Tests that start oscap put these files first in LD_PRELOAD; the wrapper leaves what it finds
# there in front of the plugin. Empty without OSCAP_KUBELET_SANITIZE.
set(OSCAP_KUBELET_TEST_PRELOAD "")
if(OSCAP_KUBELET_SANITIZE)
	if(CMAKE_C_COMPILER_ID STREQUAL "Clang")
		set(kubelet_asan libclang_rt.asan-${CMAKE_SYSTEM_PROCESSOR}.so)
		target_link_options(kubelet_options INTERFACE -shared-libasan)
	else()
		set(kubelet_asan libasan.so)
	endif()
	execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=${kubelet_asan}
		OUTPUT_VARIABLE kubelet_asan OUTPUT_STRIP_TRAILING_WHITESPACE)
	file(REAL_PATH "${kubelet_asan}" kubelet_asan)
	set(OSCAP_KUBELET_TEST_PRELOAD
		${kubelet_asan}:${PROJECT_BINARY_DIR}/tests/loader/freelocale.so)
endif()
