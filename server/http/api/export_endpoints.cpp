#include "data/store/audit.hpp"
#include "data/store/jobs.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/body_reader.hpp"
#include "server/http/api/job_shape.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/write_request.hpp"
#include "server/http/file_answer.hpp"
#include "server/jobs/export_patches.hpp"
#include "server/map/patch_count.hpp"
#include "server/map/scopes.hpp"
#include "spatial/io/patch_writer.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace tuban::http::api {

namespace {

Problem fault(const char* field, const char* code, const std::string& message) {
    return {
        422, "fields_invalid", "填写有误", message, {{std::string("/") + field, code, message}}};
}

jobs::ExportRequest request_of(const std::string& format, const std::string& encoding,
                               const Call& call) {
    const auto known = jobs::find_export_format(format);
    if (!known) {
        throw Refused(fault("format", "format_unknown",
                            "format 应为 pmtiles、geopackage、shapefile、flatgeobuf 或 geojson。"));
    }
    const bool is_gbk = encoding == "gbk";
    if ((!is_gbk && encoding != "utf-8") || (is_gbk && known != jobs::ExportFormat::shapefile)) {
        throw Refused(
            fault("encoding", "encoding_unknown", "encoding 应为 utf-8；Shapefile 还可以是 gbk。"));
    }
    return {*known, is_gbk, call.who().account.login};
}

Response start(Services& services, const Call& call) {
    BodyReader body(call.request);
    const auto code = body.optional_text("division", 12);
    const auto format = body.text("format", 20);
    const auto encoding = body.optional_text("encoding", 10).value_or("utf-8");
    body.finish();
    const auto wanted = request_of(format, encoding, call);
    const auto [division, count] = services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), code);
        return std::pair(place.division,
                         map::count_patches(*services.scopes.view(reader, place.area)));
    });
    if (count == 0) {
        throw Refused({409, "nothing_to_export", "没有可导出的图斑",
                       fmt::format("{}还没有图斑。", division.name)});
    }
    if (wanted.format == jobs::ExportFormat::shapefile && count > io::max_shapefile_patches) {
        throw Refused(fault("format", "too_many_patches",
                            fmt::format("{} 个图斑超出 Shapefile 的容量（2 GB），请改选 "
                                        "GeoPackage，或按下级区划分别导出。",
                                        count)));
    }
    auto response = write_once(
        services.store, call,
        [&, place = division, patches = count](store::Transaction& transaction) {
            const auto id = jobs::enqueue_export(transaction, place.id, call.who().account.id,
                                                 wanted, store::now_us());
            store::append_audit(
                transaction, call.actor(), "export.start", "division", place.code,
                json{{"job", std::to_string(id)}, {"format", format}, {"patches", patches}}.dump());
            return job_json(store::find_job(transaction, call.who().area, id).value(), call.who())
                .dump();
        });
    services.wake_worker();
    return response;
}

std::string content_type_of(const std::string& name) {
    struct Type {
        std::string_view ending;
        const char* type;
    };
    static constexpr std::array<Type, 5> types{{
        {".pmtiles", "application/vnd.pmtiles"},
        {".gpkg", "application/geopackage+sqlite3"},
        {".zip", "application/zip"},
        {".geojson", "application/geo+json"},
        {".fgb", "application/octet-stream"},
    }};
    for (const auto& type : types) {
        if (name.ends_with(type.ending)) {
            return type.type;
        }
    }
    return "application/octet-stream";
}

/// The file itself. Behind nginx it goes out from there, with ranges.
Response download(Services& services, const Call& call) {
    const auto id = parse_id(call.request.path_value("id"));
    const auto row = id ? services.store.read_value([&](store::Reader& reader) {
        return store::find_job(reader, call.who().area, *id);
    })
                        : std::nullopt;
    if (!row || !may_see(*row, call.who())) {
        throw not_found();
    }
    const auto exported = jobs::find_exported_file(services.scopes.folder(), row->job);
    if (!exported) {
        throw Refused({409, "not_allowed_now", "没有可下载的文件", "这个任务没有导出文件。"});
    }
    auto file = OpenFile::find(exported->path);
    if (!file) {
        throw Refused({410, "export_expired", "文件已清除", "导出的文件只保留七天，请重新导出。"});
    }
    services.store.write([&](store::Transaction& transaction) {
        store::append_audit(transaction, call.actor(), "export.download", "division",
                            row->division.code, json{{"job", std::to_string(*id)}}.dump());
    });
    const auto type = content_type_of(exported->name);
    Response response;
    if (services.is_behind_proxy) {
        response.set_header("X-Accel-Redirect",
                            "/protected/exports/" + exported->path.filename().string());
        response.set_header("Content-Type", type);
    } else {
        response = file_response(call.request, std::move(file), type, fmt::format("\"{}\"", *id));
    }
    response.set_header("Content-Disposition",
                        fmt::format("attachment; filename=\"{}\"", exported->name));
    return response;
}

} // namespace

Endpoints export_endpoints(Services& services) {
    return {
        {{Method::post,
          "/api/v1/exports",
          Access::reader,
          Lane::pool,
          "Write the patches of an area to a file, as a job",
          "ExportStart",
          "Job",
          {}},
         [&](const Call& call) { return start(services, call); }},
        {{Method::get,
          "/api/v1/jobs/{id}/file",
          Access::reader,
          Lane::pool,
          "The file of a finished export; takes Range",
          "",
          "",
          {}},
         [&](const Call& call) { return download(services, call); }},
    };
}

} // namespace tuban::http::api
