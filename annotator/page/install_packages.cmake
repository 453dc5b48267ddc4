# assay_install_packages(OUT): puts the packages of package-lock.json into the build folder, once for
# each lock file; sets OUT to whether they are there.
function(assay_install_packages out)
  file(SHA256 "${CMAKE_CURRENT_SOURCE_DIR}/package-lock.json" wanted)
  set(stamp "${page_dir}/packages.stamp")
  set(present "")
  if(EXISTS "${stamp}")
    file(READ "${stamp}" present)
  endif()
  if(NOT present STREQUAL wanted)
    message(STATUS "Fetching the packages of the pages (npm ci)")
    file(COPY package.json package-lock.json DESTINATION "${page_dir}")
    execute_process(
      COMMAND "${ASSAY_NPM}" ci --ignore-scripts --no-audit --no-fund
      WORKING_DIRECTORY "${page_dir}" RESULT_VARIABLE failed
      OUTPUT_FILE "${page_dir}/npm.log" ERROR_FILE "${page_dir}/npm.log" TIMEOUT 300)
    if(failed)
      set(${out} OFF PARENT_SCOPE)
      return()
    endif()
    file(WRITE "${stamp}" "${wanted}")
  endif()
  set(${out} ON PARENT_SCOPE)
endfunction()
