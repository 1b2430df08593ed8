# expat (https://libexpat.github.io), which reads the XML of feeds. Sets MARKETPLACE_WITH_XML to ON where it is found, unless
# it was set already.

if(NOT DEFINED MARKETPLACE_WITH_XML OR MARKETPLACE_WITH_XML)
  find_package(EXPAT QUIET)
  if(EXPAT_FOUND)
    set(xml_found ON)
  elseif(MARKETPLACE_WITH_XML)
    message(FATAL_ERROR "MARKETPLACE_WITH_XML needs libexpat1-dev")
  else()
    set(xml_found OFF)
    message(STATUS "Feeds without XML: expat is missing")
  endif()
endif()
option(MARKETPLACE_WITH_XML "Read feeds of vendors in XML" ${xml_found})
