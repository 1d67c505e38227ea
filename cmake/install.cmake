# What `make install PREFIX=...` puts where. The tree may be moved afterwards: the program finds
# libduckdb.so by its own place, and the cases beside it in share/entente/cases.
#
# The man page and the completions are printed by the program itself, which declares each setting
# once, so they are made at install time and cannot fall behind.
if(NOT TARGET entente)  # a tree that builds libraries alone
  return()
endif()
set_target_properties(entente PROPERTIES INSTALL_RPATH "$ORIGIN/../lib/entente")
install(TARGETS entente RUNTIME DESTINATION bin)
install(FILES "${DUCKDB_DIR}/lib/libduckdb.so" DESTINATION lib/entente)
install(FILES "${DUCKDB_DIR}/lib/LICENSE" DESTINATION lib/entente RENAME libduckdb.LICENSE)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/cases" DESTINATION share/entente)
install(FILES LICENSE NOTICE README.md CHANGELOG.md CITATION.cff DESTINATION share/doc/entente)

function(install_printed FILE DESTINATION)
  install(CODE "
    execute_process(COMMAND \"$<TARGET_FILE:entente>\" ${ARGN}
      OUTPUT_FILE \"${CMAKE_BINARY_DIR}/printed/${FILE}\" COMMAND_ERROR_IS_FATAL ANY)")
  install(FILES "${CMAKE_BINARY_DIR}/printed/${FILE}" DESTINATION ${DESTINATION})
endfunction()
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/printed")
install_printed(entente.1 share/man/man1 man)
install_printed(entente share/bash-completion/completions completion bash)
install_printed(_entente share/zsh/site-functions completion zsh)
install_printed(entente.fish share/fish/vendor_completions.d completion fish)
