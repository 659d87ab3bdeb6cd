// node read_archive.mjs NODE_MODULES ARCHIVE: prints as JSON what the pmtiles package reads from the
// archive: header, metadata, and every tile of its zooms within its bounds as base64.
import { open } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [modules, file] = process.argv.slice(2)
const require = createRequire(join(modules, 'tests.js'))
const { PMTiles, zxyToTileId, tileIdToZxy } = await import(
  pathToFileURL(require.resolve('pmtiles')).href
)

class FileSource {
  constructor(handle) {
    this.handle = handle
  }
  getKey() {
    return file
  }
  async getBytes(offset, length) {
    const { buffer, bytesRead } = await this.handle.read(Buffer.alloc(length), 0, length, offset)
    return { data: buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + bytesRead) }
  }
}

const archive = new PMTiles(new FileSource(await open(file)))
const header = await archive.getHeader()
const column = (lon, zoom) => Math.floor(((lon + 180) / 360) * 2 ** zoom)
const row = (lat, zoom) => {
  const phi = (lat * Math.PI) / 180
  return Math.floor(((1 - Math.log(Math.tan(phi) + 1 / Math.cos(phi)) / Math.PI) / 2) * 2 ** zoom)
}
const tiles = []
for (let z = header.minZoom; z <= header.maxZoom; ++z) {
  const within = (value) => Math.min(Math.max(value, 0), 2 ** z - 1)
  const [west, east] = [within(column(header.minLon, z) - 1), within(column(header.maxLon, z) + 1)]
  const [north, south] = [within(row(header.maxLat, z) - 1), within(row(header.minLat, z) + 1)]
  for (let x = west; x <= east; ++x) {
    for (let y = north; y <= south; ++y) {
      const found = await archive.getZxy(z, x, y)
      if (found) {
        const id = zxyToTileId(z, x, y)
        tiles.push({
          id,
          zxy: tileIdToZxy(id),
          bytes: Buffer.from(found.data).toString('base64'),
        })
      }
    }
  }
}
process.stdout.write(JSON.stringify({ header, metadata: await archive.getMetadata(), tiles }))
