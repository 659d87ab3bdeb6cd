// node read_tile.mjs NODE_MODULES TILE: prints as JSON what @mapbox/vector-tile reads from the
// tile, with polygons grouped as a map library groups them and flattened again.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [modules, file] = process.argv.slice(2)
const require = createRequire(join(modules, 'tests.js'))
const load = (name) => import(pathToFileURL(require.resolve(name)).href)
const { VectorTile, classifyRings } = await load('@mapbox/vector-tile')
const pbf = await load('pbf')
const Reader = pbf.PbfReader ?? pbf.default

const tile = new VectorTile(new Reader(readFileSync(file)))
const read = {}
for (const [name, layer] of Object.entries(tile.layers)) {
  const features = []
  for (let i = 0; i < layer.length; ++i) {
    const feature = layer.feature(i)
    const geometry = feature.loadGeometry()
    const rings = feature.type === 3 ? classifyRings(geometry).flat() : geometry
    features.push({
      id: feature.id,
      type: feature.type,
      properties: feature.properties,
      rings: rings.map((ring) => ring.map((point) => [point.x, point.y])),
    })
  }
  read[name] = { version: layer.version, extent: layer.extent, features }
}
process.stdout.write(JSON.stringify(read))
