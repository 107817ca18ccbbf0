# SPDX-License-Identifier: LGPL-2.1-or-later
# For cmake --toolchain: build for arm64 on another machine, with Debian's cross compiler
# (gcc-aarch64-linux-gnu) and the libraries of arm64 beside those of this machine (multiarch). Of
# packages.txt the packages of headers and modules are those of arm64 then, as in libxml2-dev:arm64.
# tests/arm64 does so.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

# Programs are run here; pkg-config is to tell of that machine's modules.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig)
