// Has three.js' exporter write a head with 52 shapes, a skin, two plaits on springs and two
// textures of 2048 pixels a side; the JSON of VRM 1.0 is written as its specification says.
import fs from "node:fs";
import zlib from "node:zlib";

class Canvas {
  getContext() {
    return { putImageData: ({ data }) => { this.data = data; }, translate() {}, scale() {} };
  }
  async convertToBlob({ type }) {
    return new Blob([png(this.data, this.width, this.height)], { type });
  }
}
globalThis.self = globalThis;
globalThis.OffscreenCanvas = Canvas;
globalThis.ImageData = class { constructor(data) { this.data = data; } };
globalThis.FileReader = class {
  readAsArrayBuffer(blob) {
    blob.arrayBuffer().then((bytes) => { this.result = bytes; this.onloadend(); });
  }
};

const THREE = await import("three");
const { GLTFExporter } = await import("three/examples/jsm/exporters/GLTFExporter.js");
const { mergeGeometries } = await import("three/examples/jsm/utils/BufferGeometryUtils.js");

const [, , out, names] = process.argv;
const SIDE = 2048;
const BONES = { // name: [parent, x, y, z], metres in the world
  hips: [null, 0, 0.9, 0], spine: ["hips", 0, 1.0, 0], chest: ["spine", 0, 1.2, 0],
  neck: ["chest", 0, 1.42, -0.01], head: ["neck", 0, 1.5, 0],
  leftEye: ["head", 0.035, 1.56, 0.075], rightEye: ["head", -0.035, 1.56, 0.075],
};
for (const [side, s] of [["left", 1], ["right", -1]]) {
  BONES[`${side}UpperArm`] = ["chest", 0.16 * s, 1.38, 0];
  BONES[`${side}LowerArm`] = [`${side}UpperArm`, 0.42 * s, 1.38, 0];
  BONES[`${side}Hand`] = [`${side}LowerArm`, 0.66 * s, 1.38, 0];
  BONES[`${side}UpperLeg`] = ["hips", 0.09 * s, 0.86, 0];
  BONES[`${side}LowerLeg`] = [`${side}UpperLeg`, 0.09 * s, 0.48, 0];
  BONES[`${side}Foot`] = [`${side}LowerLeg`, 0.09 * s, 0.08, 0];
  for (let i = 0; i < 5; i++) {
    const above = i ? `${side}Plait${i - 1}` : "head";
    BONES[`${side}Plait${i}`] = [above, 0.09 * s, 1.56 - 0.05 * i, -0.05];
  }
}

function png(pixels, width, height) {
  const raw = Buffer.alloc((4 * width + 1) * height);
  for (let y = 0; y < height; y++) raw.set(pixels.subarray(4 * width * y, 4 * width * (y + 1)), (4 * width + 1) * y + 1);
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const rows = zlib.deflateSync(raw, { level: 1 });
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}

function crc(bytes) { // CRC-32 of PNG 1.2, annex D
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let k = 0; k < 8; k++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

function texture(colour) { // flat colour with a fine grain, as painted skin and hair have
  const data = new Uint8Array(4 * SIDE * SIDE);
  for (let i = 0, seed = 1; i < data.length; i += 4) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const grain = (seed >>> 28) - 8;
    for (let c = 0; c < 3; c++) data[i + c] = Math.max(0, Math.min(255, colour[c] + grain));
    data[i + 3] = 255;
  }
  const map = new THREE.DataTexture(data, SIDE, SIDE, THREE.RGBAFormat);
  map.colorSpace = THREE.SRGBColorSpace;
  return map;
}

const hill = (v, x, y, r) => Math.exp(-(((v.x - x) / r) ** 2 + ((v.y - y) / r) ** 2)) * (v.z > 0.02 ? 1 : 0);
const PLACES = { brow: [0.03, 1.6, 0.02], eye: [0.035, 1.565, 0.014], cheek: [0.045, 1.52, 0.02], nose: [0.012, 1.53, 0.012], mouth: [0.02, 1.47, 0.018], jaw: [0, 1.44, 0.035], tongue: [0, 1.465, 0.012] };

function move(name, v) { // a hill about the feature that the name begins with, on its own side
  const feature = Object.keys(PLACES).find((word) => name.startsWith(word));
  const [x, y, r] = PLACES[feature];
  const sides = name.endsWith("Left") ? [1] : name.endsWith("Right") ? [-1] : [1, -1];
  const share = sides.reduce((sum, s) => Math.max(sum, hill(v, s * x, y, r)), 0);
  const way = /Up|Smile|Wide|Squint|Sneer/.test(name) ? [0, 1, 0] : /Down|Open|Frown|Blink|Lower/.test(name) ? [0, -1, 0] : [0, 0, 1];
  return way.map((w) => 0.008 * share * w);
}

function morph(geometry) {
  const at = geometry.attributes.position;
  const rest = geometry.attributes.normal.array;
  geometry.morphAttributes = { position: [], normal: [] };
  geometry.morphTargetsRelative = true;
  const v = new THREE.Vector3();
  for (const name of names.split(",")) {
    const delta = new Float32Array(3 * at.count);
    for (let i = 0; i < at.count; i++) delta.set(move(name, v.fromBufferAttribute(at, i)), 3 * i);
    const moved = geometry.clone();
    moved.morphAttributes = {};
    moved.setAttribute("position", new THREE.BufferAttribute(at.array.map((p, i) => p + delta[i]), 3));
    moved.computeVertexNormals();
    const turned = moved.attributes.normal.array.map((n, i) => n - rest[i]);
    for (const [kind, values] of [["position", delta], ["normal", turned]]) {
      const attribute = new THREE.BufferAttribute(values, 3);
      attribute.name = name;
      geometry.morphAttributes[kind].push(attribute);
    }
  }
}

function skin(geometry, boneOf) { // boneOf: vertex -> [bone, other bone, share of the other]
  const at = geometry.attributes.position;
  const joints = new Uint16Array(4 * at.count);
  const weights = new Float32Array(4 * at.count);
  const v = new THREE.Vector3();
  for (let i = 0; i < at.count; i++) {
    const [one, other, share] = boneOf(v.fromBufferAttribute(at, i));
    joints.set([order.indexOf(one), order.indexOf(other)], 4 * i);
    weights.set([1 - share, share], 4 * i);
  }
  geometry.setAttribute("skinIndex", new THREE.BufferAttribute(joints, 4));
  geometry.setAttribute("skinWeight", new THREE.BufferAttribute(weights, 4));
  return geometry;
}

function face() {
  const geometry = new THREE.SphereGeometry(1, 160, 110);
  const at = geometry.attributes.position;
  for (let i = 0; i < at.count; i++) {
    const [x, y, z] = [at.getX(i), at.getY(i), at.getZ(i)];
    const jaw = y < 0 ? 1 + 0.35 * y : 1;
    const nose = 0.02 * Math.exp(-((x / 0.13) ** 2) - ((y + 0.15) / 0.22) ** 2) * (z > 0 ? 1 : 0);
    at.setXYZ(i, 0.082 * x * jaw, 1.54 + 0.125 * y, 0.1 * z * (0.7 + 0.3 * jaw) + nose);
  }
  geometry.computeVertexNormals();
  morph(geometry);
  const below = (v) => Math.min(1, Math.max(0, (1.44 - v.y) / 0.03));
  return skin(geometry, (v) => ["head", "neck", below(v)]);
}

function plait(side, s) {
  const path = [0, 1, 2, 3, 4].map((i) => new THREE.Vector3(...BONES[`${side}Plait${i}`].slice(1)));
  path.push(new THREE.Vector3(0.09 * s, 1.31, -0.05));
  const geometry = new THREE.TubeGeometry(new THREE.CatmullRomCurve3(path), 90, 0.018, 40);
  return skin(geometry, (v) => {
    const along = Math.min(3.999, Math.max(0, (1.56 - v.y) / 0.05));
    const i = Math.floor(along);
    return [`${side}Plait${i}`, `${side}Plait${i + 1}`, along - i];
  });
}

function eye(side, s) {
  const geometry = new THREE.SphereGeometry(0.014, 32, 24).translate(0.035 * s, 1.56, 0.082);
  return skin(geometry, () => [`${side}Eye`, `${side}Eye`, 0]);
}

const order = Object.keys(BONES);
const bones = {};
for (const [name, [parent, ...place]] of Object.entries(BONES)) {
  bones[name] = new THREE.Bone();
  bones[name].name = name;
  const above = parent ? BONES[parent].slice(1) : [0, 0, 0];
  bones[name].position.set(...place.map((p, i) => p - above[i]));
  if (parent) bones[parent].add(bones[name]);
}
const scene = new THREE.Scene();
scene.add(bones.hips);
scene.updateMatrixWorld(true);
const skeleton = new THREE.Skeleton(order.map((name) => bones[name]));

function wear(name, geometry, material) {
  const mesh = new THREE.SkinnedMesh(geometry, material);
  mesh.name = name;
  mesh.bind(skeleton, new THREE.Matrix4());
  scene.add(mesh);
  return mesh;
}
const paint = (name, colour) => new THREE.MeshStandardMaterial({ name, roughness: 0.8, ...colour });
const head = wear("Face", face(), paint("Skin", { map: texture([222, 178, 150]) }));
const scalp = new THREE.SphereGeometry(1, 128, 80, 0, 2 * Math.PI, 0, 0.55 * Math.PI).scale(0.09, 0.1, 0.108).rotateX(-0.55).translate(0, 1.585, -0.008);
const hair = [skin(scalp, () => ["head", "head", 0]), plait("left", 1), plait("right", -1)];
wear("Hair", mergeGeometries(hair), paint("Hair", { map: texture([92, 54, 38]), side: THREE.DoubleSide }));
wear("Eyes", mergeGeometries([eye("left", 1), eye("right", -1)]), paint("Eyes", { color: 0x203040 }));

function vrm(writer) {
  const node = (name) => ({ node: writer.nodeMap.get(bones[name]) });
  const human = order.filter((name) => !name.includes("Plait"));
  const bind = (name) => ({ morphTargetBinds: [{ node: writer.nodeMap.get(head), index: names.split(",").indexOf(name), weight: 1 }] });
  const joint = (name, i) => ({ ...node(name), hitRadius: 0.015, stiffness: 0.8, gravityPower: 0.3, dragForce: 0.4 + 0.05 * i });
  const spring = (side) => ({
    name: `${side} plait`,
    joints: order.filter((name) => name.startsWith(`${side}Plait`)).map(joint),
    colliderGroups: [0],
  });
  return {
    VRMC_vrm: {
      specVersion: "1.0",
      meta: { name: "Foreign", authors: ["three.js"], licenseUrl: "https://vrm.dev/licenses/1.0/" },
      humanoid: { humanBones: Object.fromEntries(human.map((name) => [name, node(name)])) },
      expressions: {
        preset: { aa: bind("jawOpen"), blinkLeft: bind("eyeBlinkLeft") },
        custom: Object.fromEntries(names.split(",").map((name) => [name, bind(name)])),
      },
    },
    VRMC_springBone: {
      specVersion: "1.0",
      colliders: [{ ...node("head"), shape: { sphere: { offset: [0, 0.05, 0], radius: 0.09 } } }],
      colliderGroups: [{ colliders: [0] }],
      springs: [spring("left"), spring("right")],
    },
  };
}

const exporter = new GLTFExporter();
exporter.register((writer) => ({
  afterParse() {
    writer.json.extensions = vrm(writer);
    for (const name of Object.keys(writer.json.extensions)) writer.extensionsUsed[name] = true;
  },
}));
const bytes = await exporter.parseAsync(scene, { binary: true });
fs.writeFileSync(out, Buffer.from(bytes));
console.log(JSON.stringify({ bytes: bytes.byteLength, three: THREE.REVISION }));
