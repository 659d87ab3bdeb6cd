#include "spatial/io/detail/gdal_session.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>

#include <filesystem>
#include <mutex>
#include <string_view>

namespace tuban::io {
namespace {

void collect(CPLErr severity, CPLErrorNum, const char* message) {
    auto* errors = static_cast<GdalErrors*>(CPLGetErrorHandlerUserData());
    errors->add(severity >= CE_Failure, message);
}

} // namespace

void prepare_gdal() {
    static std::once_flag once;
    std::call_once(once, [] {
        GDALAllRegister();
        // Never a file beside the source, never a request to anybody.
        CPLSetConfigOption("CPL_VSIL_GZIP_WRITE_PROPERTIES", "NO");
        CPLSetConfigOption("GDAL_HTTP_MAX_RETRY", "0");
        CPLSetConfigOption("CPL_TMPDIR", std::filesystem::temp_directory_path().c_str());
        CPLSetConfigOption("OGR_ENABLE_PARTIAL_REPROJECTION", "NO");
    });
}

GdalErrors::GdalErrors() {
    CPLPushErrorHandlerEx(collect, this);
}

GdalErrors::~GdalErrors() {
    CPLPopErrorHandler();
}

void GdalErrors::clear() noexcept {
    m_failure.clear();
    m_has_open_ring = false;
    CPLErrorReset();
}

void GdalErrors::add(bool is_failure, const char* message) {
    std::string_view text = message == nullptr ? "" : message;
    text = text.substr(0, text.find_last_not_of(" \n\r") + 1);
    if (is_failure && m_failure.empty()) {
        m_failure = text.empty() ? "GDAL" : text.substr(0, 200);
    }
    if (text.find("Non closed ring") != std::string_view::npos) {
        m_has_open_ring = true;
    }
}

} // namespace tuban::io
