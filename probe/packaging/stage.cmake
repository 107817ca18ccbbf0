# SPDX-License-Identifier: LGPL-2.1-or-later
# What CPack runs on the files that were installed, before it packs them: documentation is where the family
# of the package has it, and compressed in a way that depends on nothing else.
set(tree ${CPACK_TEMPORARY_DIRECTORY}/usr)
set(doc ${tree}/share/doc/oscap-kubelet)

function(compress)
	execute_process(COMMAND gzip --best --no-name --force ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(GLOB manuals ${tree}/share/man/man*/*.[1-9])
if(manuals)
	compress(${manuals})
endif()
if(CPACK_GENERATOR STREQUAL "DEB")
	# What dpkg-shlibdeps goes by, which cpack runs after this.
	if(CPACK_DEBIAN_PACKAGE_ARCHITECTURE)
		set(ENV{DEB_HOST_ARCH} ${CPACK_DEBIAN_PACKAGE_ARCHITECTURE})
	endif()
	file(REMOVE ${doc}/LICENSE)
	configure_file(${CPACK_OSCAP_KUBELET_PACKAGING}/debian/copyright ${doc}/copyright COPYONLY)
	compress(${doc}/changelog)
	configure_file(${CPACK_OSCAP_KUBELET_PACKAGING}/debian/oscap-kubelet.lintian-overrides
		${tree}/share/lintian/overrides/oscap-kubelet COPYONLY)
else()
	file(MAKE_DIRECTORY ${tree}/share/licenses/oscap-kubelet)
	file(RENAME ${doc}/LICENSE ${tree}/share/licenses/oscap-kubelet/LICENSE)
endif()

# Whatever the umask: CPack makes some of them before CMake is asked.
file(GLOB_RECURSE entries LIST_DIRECTORIES true ${tree}/*)
foreach(entry IN ITEMS ${tree} LISTS entries)
	if(IS_DIRECTORY ${entry} AND NOT IS_SYMLINK ${entry})
		file(CHMOD ${entry} DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
			GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
	endif()
endforeach()
